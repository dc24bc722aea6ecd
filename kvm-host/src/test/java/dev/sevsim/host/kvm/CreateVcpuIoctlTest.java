package dev.sevsim.host.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.host.HostFixture;
import org.junit.jupiter.api.Test;

/** Source of the expectations: docs/reference/kvm-host.md sections 2.1 and 2.10. */
class CreateVcpuIoctlTest {
    private static final int FILES = 1024;

    private final HostFixture fixture = new HostFixture();
    private final int kvm = fixture.open(DevicePath.DEV_KVM, 2);
    private final int vm = (int) fixture.ioctl(kvm, Ioctl.KVM_CREATE_VM, 0);

    @Test
    void keepsNoMemoryForAVcpuWithoutADescriptor() {
        long before = fixture.longestFreeRun();
        assertThat(fixture.fillFileTable()).isEqualTo(FILES);

        assertThat(fixture.ioctl(vm, Ioctl.KVM_CREATE_VCPU, 0)).isEqualTo(-Errno.EMFILE.code());

        assertThat(fixture.longestFreeRun()).isEqualTo(before);
        fixture.close(FILES - 1);
        assertThat(fixture.ioctl(vm, Ioctl.KVM_CREATE_VCPU, 0)).isEqualTo(FILES - 1);
    }
}
