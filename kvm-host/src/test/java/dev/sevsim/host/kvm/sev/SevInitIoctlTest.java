package dev.sevsim.host.kvm.sev;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Errno;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.HostFixture.Outcome;
import org.junit.jupiter.api.Test;

/** Source of the expectations: docs/reference/kvm-host.md section 2.5. */
class SevInitIoctlTest {
    private final HostFixture fixture = new HostFixture();

    @Test
    void refusesASecondInit() {
        int vm = fixture.initialisedVm();

        assertThat(fixture.encryptOp(vm, 0, 0, 0)).isEqualTo(Outcome.failed(Errno.EBUSY, HostFixture.UNTOUCHED));
    }
}
