package dev.sevsim.host.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import org.junit.jupiter.api.Test;

/** Source of the expectations: docs/reference/guest-owner-tools.md section 6.5. */
class RpcMessageTest {
    @Test
    void writesItsLengthFirst() {
        RpcMessage call = new RpcMessage(0x20008086, 1, 66, 0, 7, 0, Bytes.of(1, 2, 3, 4));

        assertThat(call.encode())
                .isEqualTo(Bytes.fromHex("00000020 20008086 00000001 00000042 00000000 00000007 00000000 01020304"));
        assertThat(RpcMessage.decode(call.encode().from(4))).isEqualTo(call);
    }

    @Test
    void answersWithTheSerialOfItsCall() {
        RpcMessage call = new RpcMessage(0x20008086, 1, 66, 0, 7, 0, Bytes.EMPTY);

        assertThat(call.reply(Bytes.of(5))).isEqualTo(new RpcMessage(0x20008086, 1, 66, 1, 7, 0, Bytes.of(5)));
        RpcMessage error = call.error(new LibvirtException(LibvirtException.Code.NO_DOMAIN, "gone"));
        assertThat(error.status()).isOne();
        assertThat(error.payload().slice(0, 20))
                .as("code 42 from QEMU with a message")
                .isEqualTo(Bytes.fromHex("0000002a 0000000a 00000001 00000004 676f6e65"));
    }

    @Test
    void refusesAPacketShorterThanItsHeader() {
        assertThatThrownBy(() -> RpcMessage.decode(Bytes.zeros(23))).isInstanceOf(XdrException.class);
        assertThat(RpcMessage.decode(Bytes.zeros(24)).payload()).isEqualTo(Bytes.EMPTY);
    }
}
