package dev.sevsim.host.kvm.sev;

import static dev.sevsim.host.EncryptedStateFixture.encryptedStateHost;
import static dev.sevsim.host.EncryptedStateFixture.encryptedStateVm;
import static dev.sevsim.host.EncryptedStateFixture.start;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.Activate;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.profile.KernelProfile;
import org.junit.jupiter.api.Test;

/** Source of the expectations: docs/reference/kvm-host.md sections 2.5 and 2.7. */
class SevEncryptedStateTest {
    private final HostFixture older = encryptedStateHost(KernelProfile.LINUX_6_1);
    private final HostFixture newest = encryptedStateHost(KernelProfile.NEWEST);

    @Test
    void usesTheAsidsBelowThoseOfPlainGuests() {
        int vm = encryptedStateVm(older);
        start(older, vm);

        assertThat(Activate.CODEC
                        .decode(older.firmware.lastBuffer(CommandId.ACTIVATE))
                        .asid())
                .isEqualTo(1);
    }

    @Test
    void entersNoVcpuWithoutAnEncryptedSaveAreaOnTheNewestKernel() {
        int vm = encryptedStateVm(newest);
        int vcpu = (int) newest.ioctl(vm, Ioctl.KVM_CREATE_VCPU, 0);

        assertThat(newest.ioctl(vcpu, Ioctl.KVM_RUN, 0)).isEqualTo(-Errno.EINVAL.code());
    }
}
