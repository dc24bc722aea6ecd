package dev.sevsim.host.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Errno;
import dev.sevsim.host.profile.KernelProfile;
import org.junit.jupiter.api.Test;

/** Source of the expectations: docs/reference/kvm-host.md section 4.4. */
class CreateIrqchipIoctlTest {
    private final GhcbGuest guest = GhcbGuest.withInterrupts(KernelProfile.NEWEST);

    @Test
    void makesOneInterruptControllerBeforeTheVcpus() {
        assertThat(guest.createInterruptController()).isEqualTo(-Errno.EEXIST.code());
        assertThat(new GhcbGuest(KernelProfile.NEWEST).createInterruptController())
                .isEqualTo(-Errno.EINVAL.code());
    }
}
