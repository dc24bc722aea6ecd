package dev.sevsim.host.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.host.HostFixture;
import org.junit.jupiter.api.Test;

/** What happens to a VM or vCPU for which the caller has no descriptor left. */
class DescriptorLimitTest {
    private static final int FILES = 1024;

    private final HostFixture fixture = new HostFixture();
    private final int kvm = fixture.open(DevicePath.DEV_KVM, 2);
    private final int vm = (int) fixture.ioctl(kvm, Ioctl.KVM_CREATE_VM, 0);

    private void fillTheFileTable() {
        for (int fd = vm + 1; fd < FILES; fd++) {
            assertThat(fixture.open(DevicePath.DEV_SEV, 0)).isEqualTo(fd);
        }
    }

    @Test
    void keepsNoMemoryForAVcpuWithoutADescriptor() {
        long before = fixture.longestFreeRun();
        fillTheFileTable();

        assertThat(fixture.ioctl(vm, Ioctl.KVM_CREATE_VCPU, 0)).isEqualTo(-Errno.EMFILE.code());

        assertThat(fixture.longestFreeRun()).isEqualTo(before);
        fixture.close(FILES - 1);
        assertThat(fixture.ioctl(vm, Ioctl.KVM_CREATE_VCPU, 0)).isEqualTo(FILES - 1);
    }

    @Test
    void keepsNoNestedPageTableForAVmWithoutADescriptor() {
        fillTheFileTable();

        assertThat(fixture.ioctl(kvm, Ioctl.KVM_CREATE_VM, 0)).isEqualTo(-Errno.EMFILE.code());

        assertThat(fixture.nestedPaging.table(1L << 12)).isInstanceOf(NestedPages.class);
        assertThat(fixture.nestedPaging.table(2L << 12)).isNotInstanceOf(NestedPages.class);
    }
}
