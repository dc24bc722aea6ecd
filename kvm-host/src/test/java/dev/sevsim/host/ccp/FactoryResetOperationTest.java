package dev.sevsim.host.ccp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Errno;
import dev.sevsim.host.HostFixture.Outcome;
import org.junit.jupiter.api.Test;

/** Source of the expectations: docs/reference/kvm-host.md sections 1.3 to 1.5. */
class FactoryResetOperationTest extends SevDeviceFixture {
    @Test
    void refusesAFactoryResetWhileGuestsExist() {
        fixture.firmware.platformState(2);

        assertThat(fixture.issue(sev, 0, 0)).isEqualTo(Outcome.failed(Errno.EBUSY, 0));
        assertThat(fixture.log).containsExactly("PLATFORM_STATUS");
    }

    @Test
    void shutsDownBeforeAFactoryReset() {
        assertThat(fixture.issue(sev, 0, 0)).isEqualTo(Outcome.ok());
        assertThat(fixture.log).containsExactly("PLATFORM_STATUS", "SHUTDOWN", "PLATFORM_RESET");

        fixture.quiet();
        assertThat(fixture.issue(sev, 4, 0)).isEqualTo(Outcome.ok());
        assertThat(fixture.log).containsExactly("INIT", "WBINVD 0", "WBINVD 1", "DF_FLUSH", "PDH_GEN");
    }
}
