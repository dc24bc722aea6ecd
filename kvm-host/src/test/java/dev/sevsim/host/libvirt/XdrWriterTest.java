package dev.sevsim.host.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Source of the expectations: RFC 4506. */
class XdrWriterTest {
    @Test
    void padsEachItemToFourBytes() {
        Bytes written = new XdrWriter()
                .u32(-2)
                .u64(0x0102030405060708L)
                .string("hello")
                .string("")
                .fixed(Bytes.of(9))
                .optionalString(Optional.of("AB"))
                .optionalString(Optional.empty())
                .toBytes();

        assertThat(written)
                .isEqualTo(Bytes.fromHex("fffffffe 0102030405060708 00000005 68656c6c 6f000000 00000000 09000000"
                        + " 00000001 00000002 41420000 00000000"));
    }

    @Test
    void countsTheBytesOfATextInUtf8() {
        assertThat(new XdrWriter().string("\u00e9").toBytes()).isEqualTo(Bytes.fromHex("00000002 c3a90000"));
    }
}
