package dev.sevsim.host.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.host.HostFixture;
import org.junit.jupiter.api.Test;

/** Source of the expectations: docs/reference/kvm-host.md sections 2.1 and 4.3. */
class CapabilitiesTest {
    private final HostFixture fixture = new HostFixture();

    @Test
    void reportsTheCapabilitiesOfTheHost() {
        int kvm = fixture.open(DevicePath.DEV_KVM, 2);

        assertThat(fixture.ioctl(kvm, Ioctl.KVM_CHECK_EXTENSION, 201)).isEqualTo(0x1000);
        assertThat(fixture.ioctl(kvm, Ioctl.KVM_CHECK_EXTENSION, 197)).isOne();
        assertThat(fixture.ioctl(kvm, Ioctl.KVM_CHECK_EXTENSION, 206)).isOne();
        assertThat(fixture.ioctl(kvm, Ioctl.KVM_CHECK_EXTENSION, 235)).isZero();
        assertThat(fixture.ioctl(kvm, Ioctl.KVM_GET_API_VERSION, 0)).isEqualTo(12);
    }
}
