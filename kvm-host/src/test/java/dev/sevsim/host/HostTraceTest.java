package dev.sevsim.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.uapi.KvmSevLaunchStart;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.bus.trace.TraceEvent;
import org.junit.jupiter.api.Test;

class HostTraceTest {
    private final HostFixture fixture = new HostFixture();

    @Test
    void namesTheFieldsAndTheReasonOfARefusedIoctl() {
        int vm = fixture.createVm();
        fixture.encryptOp(vm, 0, 0, 0);
        fixture.firmware.answer(CommandId.LAUNCH_START, SevStatus.POLICY_FAILURE);
        Bytes start = new KvmSevLaunchStart(0, 0xFF000005, 0, 0, 0, 0).encode();

        fixture.encryptOp(vm, 2, fixture.user(start).value(), fixture.open(DevicePath.DEV_SEV, 2));

        TraceEvent last = fixture.trace.get(fixture.trace.size() - 1);
        assertThat(last.kind()).isEqualTo("kvm.ioctl");
        assertThat(last.outcome()).contains("EIO");
        assertThat(last.fields())
                .containsEntry("command", "KVM_SEV_LAUNCH_START")
                .containsEntry("error", "0x7")
                .containsEntry("KvmSevLaunchStart.policy", "0xff000005");
        assertThat(last.explanation()).isPresent();
    }

    @Test
    void recordsDeviceCommandsWithTheirAnswer() {
        int sev = fixture.open(DevicePath.DEV_SEV, 0);

        fixture.issue(sev, 1, fixture.user(Bytes.zeros(12)).value());

        TraceEvent last = fixture.trace.get(fixture.trace.size() - 1);
        assertThat(last.kind()).isEqualTo("sev.issue-cmd");
        assertThat(last.outcome()).contains("0");
        assertThat(last.fields())
                .containsEntry("command", "PLATFORM_STATUS")
                .containsEntry("SevUserDataStatus.api_minor", "0x37")
                .containsEntry("SevUserDataStatus.guest_count", "0x3");
    }
}
