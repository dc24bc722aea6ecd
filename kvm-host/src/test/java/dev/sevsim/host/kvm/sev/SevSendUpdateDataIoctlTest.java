package dev.sevsim.host.kvm.sev;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SendUpdate;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.KvmSevReceiveUpdateData;
import dev.sevsim.abi.uapi.KvmSevSendUpdateData;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.HostFixture.Outcome;
import dev.sevsim.host.ScriptedFirmware;
import org.junit.jupiter.api.Test;

/** Source of the expectations: docs/reference/kvm-host.md sections 2.6 and 2.7. */
class SevSendUpdateDataIoctlTest {
    private static final long C_BIT = 1L << 51;

    private final HostFixture fixture = new HostFixture();

    @Test
    void answersOnlyTheHeaderLengthOfAPacket() {
        int vm = fixture.launchedVm();
        HostVirtual data = fixture.user(new KvmSevSendUpdateData(1, 5, 1, 5, 1, 0).encode());

        assertThat(fixture.encryptOp(vm, KvmSevCommandId.SEND_UPDATE_DATA, data))
                .isEqualTo(Outcome.failed(Errno.EIO, 4));

        assertThat(KvmSevSendUpdateData.CODEC.decode(fixture.read(data, 48)))
                .isEqualTo(new KvmSevSendUpdateData(1, 0x34, 1, 5, 1, 0));
    }

    @Test
    void sendsWithTheCBitAndWithoutAFlush() {
        int vm = fixture.launchedVm();
        HostVirtual header = fixture.blob(0x34);
        HostVirtual transport = fixture.blob(64);
        HostVirtual page = fixture.blob(0x1000);
        Bytes request =
                new KvmSevSendUpdateData(header.value(), 0x34, page.value() + 0x40, 64, transport.value(), 64).encode();
        HostVirtual data = fixture.user(request);

        assertThat(fixture.encryptOp(vm, KvmSevCommandId.SEND_UPDATE_DATA, data))
                .isEqualTo(Outcome.ok());

        assertThat(fixture.log).containsExactly("SEND_UPDATE_DATA");
        assertThat(SendUpdate.CODEC
                        .decode(fixture.firmware.lastBuffer(CommandId.SEND_UPDATE_DATA))
                        .guestAddress())
                .isEqualTo(C_BIT | (fixture.process().memory().physical(page) + 0x40));
        assertThat(fixture.read(header, 0x34)).isEqualTo(ScriptedFirmware.HEADER);
        assertThat(fixture.read(transport, 64).u8(63)).isEqualTo(0x66);
        assertThat(fixture.read(data, 48)).isEqualTo(request);
    }

    @Test
    void refusesAPacketThatCrossesAPage() {
        int vm = fixture.launchedVm();
        HostVirtual pages = fixture.blob(0x2000);

        assertThat(fixture.encryptOp(
                        vm,
                        KvmSevCommandId.SEND_UPDATE_DATA,
                        fixture.user(new KvmSevSendUpdateData(1, 52, pages.value() + 0xFF8, 16, 1, 16).encode())))
                .isEqualTo(Outcome.failed(Errno.EINVAL, HostFixture.UNTOUCHED));
        assertThat(fixture.encryptOp(
                        vm,
                        KvmSevCommandId.RECEIVE_UPDATE_DATA,
                        fixture.user(new KvmSevReceiveUpdateData(1, 52, pages.value() + 0xFF8, 16, 1, 16).encode())))
                .isEqualTo(Outcome.failed(Errno.EINVAL, HostFixture.UNTOUCHED));
    }
}
