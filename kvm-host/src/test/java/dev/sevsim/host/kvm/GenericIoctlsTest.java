package dev.sevsim.host.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.host.HostFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers are those of Linux {@code linux/kvm.h}, written out. */
class GenericIoctlsTest {
    private final HostFixture fixture = new HostFixture();
    private final int kvm = fixture.open(DevicePath.DEV_KVM, 2);
    private final int vm = fixture.createVm();
    private final int vcpu = (int) fixture.ioctl(vm, Ioctl.KVM_CREATE_VCPU, 0);
    private final HostVirtual user = fixture.process().memory().map(0x1000);

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "KVM_SET_TSS_ADDR, 0xAE47, 0",
        "KVM_SET_IDENTITY_MAP_ADDR, 0x4008AE48, 0",
        "KVM_SET_GSI_ROUTING, 0x4008AE6A, 0",
        "KVM_IRQ_LINE_STATUS, 0xC008AE67, 1",
        "KVM_IRQFD, 0x4020AE76, 0",
        "KVM_CREATE_PIT2, 0x4040AE77, 0",
        "KVM_IOEVENTFD, 0x4040AE79, 0",
        "KVM_SET_CLOCK, 0x4030AE7B, 0",
        "KVM_GET_TSC_KHZ, 0xAEA3, 1000000",
        "KVM_GET_CLOCK, 0x8030AE7C, 0",
    })
    void answersForAVm(String name, String request, long result) {
        assertThat(fixture.ioctl(vm, Long.decode(request).intValue(), user.value()))
                .isEqualTo(result);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "KVM_SET_SIGNAL_MASK, 0x4004AE8B",
        "KVM_X86_SETUP_MCE, 0x4008AE9C",
        "KVM_GET_LAPIC, 0x8400AE8E",
        "KVM_GET_VCPU_EVENTS, 0x8040AE9F",
        "KVM_SET_VAPIC_ADDR, 0x4008AE93",
    })
    void answersForAVcpu(String name, String request) {
        assertThat(fixture.ioctl(vcpu, Long.decode(request).intValue(), user.value()))
                .isZero();
    }

    /** KVM_SET_MP_STATE and KVM_GET_MP_STATE. */
    @Test
    void givesWhatWasSet() {
        assertThat(fixture.ioctl(vcpu, 0x8004AE98, user.value())).isZero();
        assertThat(fixture.process().memory().read(user, 4)).isEqualTo(Bytes.zeros(4));
        fixture.process().memory().write(user, Bytes.of(3, 0, 0, 0));
        assertThat(fixture.ioctl(vcpu, 0x4004AE99, user.value())).isZero();

        assertThat(fixture.ioctl(vcpu, 0x8004AE98, user.plus(8).value())).isZero();

        assertThat(fixture.process().memory().read(user.plus(8), 4)).isEqualTo(Bytes.of(3, 0, 0, 0));
    }

    /** KVM_GET_MSR_INDEX_LIST and KVM_X86_GET_MCE_CAP_SUPPORTED. */
    @Test
    void answersForTheDevice() {
        fixture.process().memory().write(user, Bytes.of(9, 9, 9, 9));
        assertThat(fixture.ioctl(kvm, 0xC004AE02, user.value())).isZero();
        assertThat(fixture.process().memory().read(user, 4)).isEqualTo(Bytes.zeros(4));
        assertThat(fixture.ioctl(kvm, 0x8008AE9D, user.value())).isZero();
        assertThat(fixture.process().memory().read(user, 4)).isEqualTo(Bytes.of(0, 1, 0, 1));
    }

    @Test
    void failsForMemoryThatIsNotMappedAndForOtherRequests() {
        assertThat(fixture.ioctl(vcpu, 0x4004AE99, 8)).isEqualTo(-Errno.EFAULT.code());
        assertThat(fixture.ioctl(vm, 0x4004AE99, user.value())).isEqualTo(-Errno.ENOTTY.code());
        assertThat(fixture.ioctl(kvm, 0xAE47, 0)).isEqualTo(-Errno.EINVAL.code());
    }
}
