package dev.sevsim.host.kvm.sev;

import static dev.sevsim.host.EncryptedStateFixture.encryptedStateHost;
import static dev.sevsim.host.EncryptedStateFixture.encryptedStateVm;
import static dev.sevsim.host.EncryptedStateFixture.start;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.HostFixture.Outcome;
import dev.sevsim.host.profile.KernelProfile;
import org.junit.jupiter.api.Test;

/** Source of the expectations: docs/reference/kvm-host.md sections 2.5, 2.7 and 5.6. */
class SevLaunchUpdateVmsaIoctlTest {
    private static final int VMSA = KvmSevCommandId.LAUNCH_UPDATE_VMSA.code();

    private final HostFixture older = encryptedStateHost(KernelProfile.LINUX_6_1);
    private final HostFixture newest = encryptedStateHost(KernelProfile.NEWEST);

    @Test
    void hasNoSaveAreaInAPlainGuest() {
        int vm = older.launchedVm();

        assertThat(older.encryptOp(vm, VMSA, 0, 0)).isEqualTo(Outcome.failed(Errno.ENOTTY, HostFixture.UNTOUCHED));
    }

    @Test
    void succeedsWithoutVcpusAndWithoutTheFirmware() {
        int vm = encryptedStateVm(older);
        start(older, vm);
        older.quiet();

        assertThat(older.encryptOp(vm, VMSA, 0, 0)).isEqualTo(new Outcome(0, HostFixture.UNTOUCHED));
        assertThat(older.log).isEmpty();
    }

    @Test
    void stopsAtTheFirstVcpuThatFails() {
        int vm = encryptedStateVm(older);
        older.ioctl(vm, Ioctl.KVM_CREATE_VCPU, 0);
        older.ioctl(vm, Ioctl.KVM_CREATE_VCPU, 1);
        start(older, vm);
        older.firmware.answer(CommandId.LAUNCH_UPDATE_VMSA, SevStatus.RESOURCE_LIMIT);
        older.quiet();

        assertThat(older.encryptOp(vm, VMSA, 0, 0)).isEqualTo(Outcome.failed(Errno.EIO, 0x17));
        assertThat(older.commands()).containsExactly("LAUNCH_UPDATE_VMSA");
    }

    @Test
    void encryptsASaveAreaAgainOnlyOnTheOlderKernel() {
        for (HostFixture on : new HostFixture[] {older, newest}) {
            int vm = encryptedStateVm(on);
            on.ioctl(vm, Ioctl.KVM_CREATE_VCPU, 0);
            start(on, vm);
            assertThat(on.encryptOp(vm, VMSA, 0, 0)).isEqualTo(Outcome.ok());

            assertThat(on.encryptOp(vm, VMSA, 0, 0))
                    .isEqualTo(on == older ? Outcome.ok() : Outcome.failed(Errno.EINVAL, HostFixture.UNTOUCHED));
        }
    }

    @Test
    void doesNotMeasureADebuggedVcpu() {
        int vm = encryptedStateVm(older);
        int vcpu = (int) older.ioctl(vm, Ioctl.KVM_CREATE_VCPU, 0);
        start(older, vm);
        long on = older.user(Bytes.u32Le(1).paddedTo(72)).value();
        assertThat(older.ioctl(vcpu, Ioctl.KVM_SET_GUEST_DEBUG, on)).isZero();
        older.quiet();

        assertThat(older.encryptOp(vm, VMSA, 0, 0)).isEqualTo(Outcome.failed(Errno.EINVAL, HostFixture.UNTOUCHED));
        assertThat(older.log).isEmpty();
    }
}
