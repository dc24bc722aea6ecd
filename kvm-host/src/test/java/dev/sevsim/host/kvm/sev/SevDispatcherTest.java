package dev.sevsim.host.kvm.sev;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.HostFixture.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Source of the expectations: docs/reference/kvm-host.md section 2.2. */
class SevDispatcherTest {
    private final HostFixture fixture = new HostFixture().quiet();
    private final int vm = fixture.createVm();

    @Test
    void answersTheSupportProbe() {
        assertThat(fixture.ioctl(vm, Ioctl.KVM_MEMORY_ENCRYPT_OP, 0)).isZero();
    }

    @Test
    void answersTheProbeWithEnottyWithoutSev() {
        HostFixture plain = new HostFixture(HostFixture.milan().withAsids(1, 0), 64L << 20, f -> {});

        assertThat(plain.ioctl(plain.createVm(), Ioctl.KVM_MEMORY_ENCRYPT_OP, 0))
                .isEqualTo(-Errno.ENOTTY.code());
    }

    @Test
    void failsToReadAHeaderThatIsNotMapped() {
        assertThat(fixture.ioctl(vm, Ioctl.KVM_MEMORY_ENCRYPT_OP, 8)).isEqualTo(-Errno.EFAULT.code());
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 14, 19, 22, 100, -1})
    void refusesUnknownSubCommands(int id) {
        assertThat(fixture.encryptOp(vm, id, 0, 0)).isEqualTo(Outcome.failed(Errno.EINVAL, HostFixture.UNTOUCHED));
    }

    @Test
    void refusesEncryptedStateWhenItIsOff() {
        assertThat(fixture.encryptOp(vm, 1, 0, 0)).isEqualTo(Outcome.failed(Errno.ENOTTY, HostFixture.UNTOUCHED));
    }

    @ParameterizedTest
    @EnumSource(
            value = KvmSevCommandId.class,
            names = {
                "LAUNCH_START",
                "LAUNCH_UPDATE_DATA",
                "LAUNCH_UPDATE_VMSA",
                "LAUNCH_SECRET",
                "LAUNCH_MEASURE",
                "LAUNCH_FINISH",
                "GUEST_STATUS"
            })
    void requiresInitFirst(KvmSevCommandId id) {
        assertThat(fixture.encryptOp(vm, id.code(), 0, 0))
                .isEqualTo(Outcome.failed(Errno.ENOTTY, HostFixture.UNTOUCHED));
        assertThat(fixture.log).isEmpty();
    }

    @Test
    void refusesSaveAreasOfAPlainGuest() {
        fixture.encryptOp(vm, 0, 0, 0);

        assertThat(fixture.encryptOp(vm, 4, 0, 0)).isEqualTo(Outcome.failed(Errno.ENOTTY, HostFixture.UNTOUCHED));
        assertThat(fixture.log).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = KvmSevCommandId.class,
            names = {"LAUNCH_FINISH", "GUEST_STATUS"})
    void findsNoDescriptorBeforeTheLaunchStarted(KvmSevCommandId id) {
        fixture.encryptOp(vm, 0, 0, 0);

        assertThat(fixture.encryptOp(vm, id.code(), 0, 0))
                .isEqualTo(Outcome.failed(Errno.EBADF, HostFixture.UNTOUCHED));
        assertThat(fixture.log).isEmpty();
    }
}
