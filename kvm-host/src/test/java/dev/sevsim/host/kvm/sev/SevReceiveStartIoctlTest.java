package dev.sevsim.host.kvm.sev;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.firmware.Activate;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.ReceiveStart;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.KvmSevReceiveStart;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.HostFixture.Outcome;
import org.junit.jupiter.api.Test;

/** Source of the expectations: docs/reference/kvm-host.md sections 2.6 and 2.7. */
class SevReceiveStartIoctlTest {
    private final HostFixture fixture = new HostFixture();

    @Test
    void receivesIntoANewContextAndActivatesIt() {
        int vm = fixture.initialisedVm();
        HostVirtual data = fixture.user(new KvmSevReceiveStart(
                        0, 3, fixture.blob(8).value(), 8, fixture.blob(5).value(), 5)
                .encode());

        assertThat(fixture.encryptOp(
                        vm, KvmSevCommandId.RECEIVE_START.code(), data.value(), fixture.open(DevicePath.DEV_SEV, 0)))
                .isEqualTo(Outcome.ok());

        ReceiveStart sent = ReceiveStart.CODEC.decode(fixture.firmware.lastBuffer(CommandId.RECEIVE_START));
        assertThat(sent.policy()).isEqualTo(3);
        assertThat(sent.pdhCertLength()).isEqualTo(8);
        assertThat(sent.sessionLength()).isEqualTo(5);
        assertThat(Activate.CODEC.decode(fixture.firmware.lastBuffer(CommandId.ACTIVATE)))
                .isEqualTo(new Activate(1, 100));
        assertThat(KvmSevReceiveStart.CODEC.decode(fixture.read(data, 40)).handle())
                .isEqualTo(1);
    }
}
