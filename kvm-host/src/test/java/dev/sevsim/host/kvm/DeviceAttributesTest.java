package dev.sevsim.host.kvm;

import static dev.sevsim.host.EncryptedStateFixture.encryptedStateHost;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmDeviceAttribute;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.profile.KernelProfile;
import org.junit.jupiter.api.Test;

/** Source of the expectations: docs/reference/kvm-host.md sections 2.5 and 2.7. */
class DeviceAttributesTest {
    private final HostFixture older = encryptedStateHost(KernelProfile.LINUX_6_1);
    private final HostFixture newest = encryptedStateHost(KernelProfile.NEWEST);

    @Test
    void returnsVmTypesAndFeatures() {
        int kvm = newest.open(DevicePath.DEV_KVM, 2);
        HostVirtual value = newest.user(Bytes.zeros(8));

        assertThat(newest.ioctl(kvm, Ioctl.KVM_CHECK_EXTENSION, 235)).isEqualTo(0b1101);
        assertThat(newest.ioctl(kvm, Ioctl.KVM_GET_DEVICE_ATTR, attribute(newest, 1, 0, value)))
                .isZero();
        assertThat(newest.read(value, 8)).isEqualTo(Bytes.u32Le(32).paddedTo(8));
        assertThat(newest.ioctl(kvm, Ioctl.KVM_HAS_DEVICE_ATTR, attribute(newest, 1, 0, value)))
                .isZero();
        assertThat(newest.ioctl(kvm, Ioctl.KVM_HAS_DEVICE_ATTR, attribute(newest, 1, 1, value)))
                .isEqualTo(-Errno.ENXIO.code());
        assertThat(newest.ioctl(kvm, Ioctl.KVM_GET_DEVICE_ATTR, attribute(newest, 0, 0, value)))
                .isEqualTo(-Errno.ENXIO.code());
        assertThat(newest.ioctl(kvm, Ioctl.KVM_GET_DEVICE_ATTR, 8)).isEqualTo(-Errno.EFAULT.code());
        assertThat(older.ioctl(older.open(DevicePath.DEV_KVM, 2), Ioctl.KVM_HAS_DEVICE_ATTR, 8))
                .isEqualTo(-Errno.EINVAL.code());
    }

    private static long attribute(HostFixture on, int group, long attribute, HostVirtual value) {
        return on.user(new KvmDeviceAttribute(0, group, attribute, value.value()).encode())
                .value();
    }
}
