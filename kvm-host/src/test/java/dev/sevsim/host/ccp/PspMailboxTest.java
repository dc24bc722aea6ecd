package dev.sevsim.host.ccp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.uapi.SevDeviceCommand;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.HostFixture.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Source of the expectations: docs/reference/kvm-host.md sections 1.7, 1.8 and 1.10. */
class PspMailboxTest {
    private static final int STATUS = SevDeviceCommand.PLATFORM_STATUS.code();

    @Test
    void timesOutOnceAndIsDeadAfterwards() {
        HostFixture fixture = new HostFixture().quiet();
        int sev = fixture.open(DevicePath.DEV_SEV, 2);
        fixture.firmware.neverAnswer(CommandId.PLATFORM_STATUS);
        long before = fixture.clock.elapsedNanos();

        Outcome hanging = fixture.issue(
                sev, STATUS, fixture.user(dev.sevsim.abi.Bytes.zeros(12)).value());
        long waited = fixture.clock.elapsedNanos() - before;
        Outcome later = fixture.issue(sev, SevDeviceCommand.PDH_GEN.code(), 0);

        assertThat(hanging).isEqualTo(Outcome.failed(Errno.ETIMEDOUT, 0));
        assertThat(Duration.ofNanos(waited)).isEqualTo(Duration.ofSeconds(100));
        assertThat(later).isEqualTo(Outcome.failed(Errno.EBUSY, HostFixture.UNTOUCHED));
        assertThat(fixture.log).containsExactly("PLATFORM_STATUS");
    }

    @Test
    void waitsFiveSecondsForTheFirstCommand() {
        HostFixture fixture =
                new HostFixture(HostFixture.milan(), 64L << 20, f -> f.neverAnswer(CommandId.PLATFORM_STATUS));

        assertThat(Duration.ofNanos(fixture.clock.elapsedNanos())).isEqualTo(Duration.ofSeconds(5));
    }
}
