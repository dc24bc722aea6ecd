package dev.sevsim.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmEncRegion;
import dev.sevsim.abi.uapi.KvmSevCmd;
import dev.sevsim.abi.uapi.KvmSevLaunchStart;
import dev.sevsim.bus.frame.DeviceOperation;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.bus.trace.TraceEvent;
import org.junit.jupiter.api.Test;

class HostTraceTest {
    private final HostFixture fixture = new HostFixture();

    @Test
    void namesTheFieldsAndTheReasonOfARefusedIoctl() {
        int vm = fixture.initialisedVm();
        fixture.firmware.answer(CommandId.LAUNCH_START, SevStatus.POLICY_FAILURE);
        Bytes start = new KvmSevLaunchStart(0, 0xFF000005, 0, 0, 0, 0).encode();

        fixture.encryptOp(vm, 2, fixture.user(start).value(), fixture.open(DevicePath.DEV_SEV, 2));

        TraceEvent last = fixture.trace.get(fixture.trace.size() - 1);
        assertThat(last.kind()).isEqualTo("kvm.ioctl");
        assertThat(last.outcome()).contains("EIO");
        assertThat(last.fields())
                .containsEntry("command", "KVM_SEV_LAUNCH_START")
                .containsEntry("error", "0x7")
                .containsEntry("data.policy", "0xff000005");
        assertThat(last.explanation()).isPresent();
        Bytes raw = last.raw().orElseThrow();
        assertThat(raw.length()).isEqualTo(KvmSevCmd.SIZE + KvmSevLaunchStart.SIZE);
        assertThat(KvmSevCmd.CODEC.decode(raw.slice(0, KvmSevCmd.SIZE)).error()).isEqualTo(7);
        assertThat(raw.from(KvmSevCmd.SIZE)).isEqualTo(start);
    }

    private void expectOneRefusal(Errno errno, Runnable call) {
        fixture.trace.clear();
        call.run();
        assertThat(fixture.trace).hasSize(1);
        TraceEvent refusal = fixture.trace.get(0);
        assertThat(refusal.outcome()).contains(errno.name());
        assertThat(refusal.explanation()).isPresent();
    }

    @Test
    void recordsARefusalBeforeAnyCommandOnce() {
        int sev = fixture.open(DevicePath.DEV_SEV, 0);
        int kvm = fixture.open(DevicePath.DEV_KVM, 2);
        int vm = fixture.createVm();
        int vcpu = (int) fixture.ioctl(vm, Ioctl.KVM_CREATE_VCPU, 0);

        expectOneRefusal(Errno.EINVAL, () -> fixture.ioctl(sev, 0x1234, 0));
        expectOneRefusal(Errno.EFAULT, () -> fixture.ioctl(sev, Ioctl.SEV_ISSUE_CMD, 0));
        expectOneRefusal(Errno.EINVAL, () -> fixture.issue(sev, 9, 0));
        expectOneRefusal(Errno.EINVAL, () -> fixture.ioctl(kvm, Ioctl.KVM_CREATE_VM, 1));
        expectOneRefusal(Errno.EFAULT, () -> fixture.ioctl(vm, Ioctl.KVM_MEMORY_ENCRYPT_OP, 8));
        expectOneRefusal(Errno.ENOTTY, () -> fixture.encryptOp(vm, 1, 0, 0));
        expectOneRefusal(Errno.EINVAL, () -> fixture.encryptOp(vm, 19, 0, 0));
        expectOneRefusal(Errno.ENOTTY, () -> fixture.ioctl(vm, 0x1234, 0));
        expectOneRefusal(Errno.EFAULT, () -> fixture.ioctl(vm, Ioctl.KVM_ENABLE_CAP, 8));
        expectOneRefusal(Errno.EFAULT, () -> fixture.ioctl(vm, Ioctl.KVM_SET_USER_MEMORY_REGION, 8));
        expectOneRefusal(Errno.EINVAL, () -> fixture.ioctl(vcpu, Ioctl.KVM_RUN, 1));
        expectOneRefusal(Errno.EBADF, () -> fixture.ioctl(77, Ioctl.KVM_RUN, 0));
        expectOneRefusal(Errno.EBADF, () -> fixture.close(77));
        expectOneRefusal(Errno.ENOENT, () -> fixture.call(DeviceOperation.OPEN, 99, 0, 0));
    }

    @Test
    void recordsARefusalByACommandOnce() {
        int sev = fixture.open(DevicePath.DEV_SEV, 0);
        int vm = fixture.createVm();

        expectOneRefusal(Errno.EPERM, () -> fixture.issue(sev, 2, 0));
        expectOneRefusal(Errno.ENOTTY, () -> fixture.encryptOp(vm, 7, 0, 0));
        expectOneRefusal(Errno.EINVAL, () -> fixture.ioctl(vm, Ioctl.KVM_CREATE_VCPU, -1));
    }

    @Test
    void namesTheRegionThatCannotBeRegistered() {
        int vm = fixture.createVm();
        HostVirtual region = fixture.user(new KvmEncRegion(0x7000, 0x1000).encode());

        expectOneRefusal(Errno.ENOTTY, () -> fixture.ioctl(vm, Ioctl.KVM_MEMORY_ENCRYPT_REG_REGION, region.value()));

        assertThat(fixture.trace.get(0).fields())
                .containsEntry("ioctl", "KVM_MEMORY_ENCRYPT_REG_REGION")
                .containsEntry("addr", "0x7000")
                .containsEntry("size", 0x1000L);
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
                .containsEntry("data.api_minor", 0x37L)
                .containsEntry("data.guest_count", 3L);
    }
}
