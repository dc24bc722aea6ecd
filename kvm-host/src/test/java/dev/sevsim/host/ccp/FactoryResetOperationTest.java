package dev.sevsim.host.ccp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Errno;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.HostFixture.Outcome;
import org.junit.jupiter.api.Test;

/** Source of the expectations: docs/reference/kvm-host.md sections 1.3 to 1.5. */
class FactoryResetOperationTest {
    private static final int READ_WRITE = 2;

    private final HostFixture fixture = new HostFixture().quiet();
    private final int sev = fixture.open(DevicePath.DEV_SEV, READ_WRITE);

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
