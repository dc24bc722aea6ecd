package dev.sevsim.host.kvm.sev;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.ReceiveUpdate;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.KvmSevReceiveUpdateData;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.HostFixture.Outcome;
import org.junit.jupiter.api.Test;

/** Source of the expectations: docs/reference/kvm-host.md sections 2.6 and 2.7. */
class SevReceiveUpdateDataIoctlTest {
    private static final long C_BIT = 1L << 51;

    private final HostFixture fixture = new HostFixture();

    @Test
    void refusesAPacketForAnOrdinaryVmWithEinval() {
        assertThat(fixture.encryptOp(fixture.createVm(), KvmSevCommandId.RECEIVE_UPDATE_DATA.code(), 0x1000, 0))
                .isEqualTo(Outcome.failed(Errno.EINVAL, HostFixture.UNTOUCHED));
    }

    @Test
    void passesAPacketToTheFirmwareAfterAFlush() {
        int vm = fixture.launchedVm();
        HostVirtual page = fixture.blob(0x1000);
        Bytes request = new KvmSevReceiveUpdateData(
                        fixture.blob(0x34).value(),
                        0x34,
                        page.value() + 0x10,
                        32,
                        fixture.blob(32).value(),
                        32)
                .encode();

        assertThat(fixture.encryptOp(vm, KvmSevCommandId.RECEIVE_UPDATE_DATA, fixture.user(request)))
                .isEqualTo(Outcome.ok());

        assertThat(fixture.log).containsExactly("CLFLUSH 1000", "RECEIVE_UPDATE_DATA");
        ReceiveUpdate sent = ReceiveUpdate.CODEC.decode(fixture.firmware.lastBuffer(CommandId.RECEIVE_UPDATE_DATA));
        assertThat(sent.guestAddress())
                .isEqualTo(C_BIT | (fixture.process().memory().physical(page) + 0x10));
        assertThat(sent.headerLength()).isEqualTo(0x34);
        assertThat(sent.transportLength()).isEqualTo(32);
    }

    @Test
    void copiesTheBlobsOfAPacketBeforeThePageIsPinned() {
        int vm = fixture.launchedVm();
        HostVirtual data = fixture.user(new KvmSevReceiveUpdateData(0x1000, 52, 0x2000, 16, 0x3000, 0x4001).encode());

        assertThat(fixture.encryptOp(vm, KvmSevCommandId.RECEIVE_UPDATE_DATA, data))
                .isEqualTo(Outcome.failed(Errno.EFAULT, HostFixture.UNTOUCHED));
    }
}
