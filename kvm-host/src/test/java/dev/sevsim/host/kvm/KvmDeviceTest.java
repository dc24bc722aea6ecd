package dev.sevsim.host.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.host.HostFixture;
import org.junit.jupiter.api.Test;

/** Source of the expectations: docs/reference/kvm-host.md sections 2.1 and 2.10. */
class KvmDeviceTest {
    private static final int FILES = 1024;

    private final HostFixture fixture = new HostFixture();
    private final int kvm = fixture.open(DevicePath.DEV_KVM, 2);

    @Test
    void hasTheConstantsOfTheInterface() {
        assertThat(fixture.ioctl(kvm, Ioctl.KVM_GET_API_VERSION, 0)).isEqualTo(12);
        assertThat(fixture.ioctl(kvm, Ioctl.KVM_GET_VCPU_MMAP_SIZE, 0)).isEqualTo(2 * 4096);
    }

    @Test
    void failsWithEinvalForUnknownIoctlsAndTypes() {
        assertThat(fixture.ioctl(kvm, Ioctl.KVM_RUN, 0)).isEqualTo(-Errno.EINVAL.code());
        assertThat(fixture.ioctl(kvm, Ioctl.KVM_HAS_DEVICE_ATTR, 0))
                .as("not in Linux 6.1")
                .isEqualTo(-Errno.EINVAL.code());
        for (long type : new long[] {1, 2, 3, 4, -1, 1L << 32}) {
            assertThat(fixture.ioctl(kvm, Ioctl.KVM_CREATE_VM, type)).isEqualTo(-Errno.EINVAL.code());
        }
    }

    @Test
    void keepsNoNestedPageTableForAVmWithoutADescriptor() {
        assertThat(fixture.ioctl(kvm, Ioctl.KVM_CREATE_VM, 0)).isPositive();
        assertThat(fixture.fillFileTable()).isEqualTo(FILES);

        assertThat(fixture.ioctl(kvm, Ioctl.KVM_CREATE_VM, 0)).isEqualTo(-Errno.EMFILE.code());

        assertThat(fixture.nestedPaging.table(1L << 12)).isInstanceOf(NestedPages.class);
        assertThat(fixture.nestedPaging.table(2L << 12)).isNotInstanceOf(NestedPages.class);
    }
}
