package dev.sevsim.host.qmp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.host.vmm.ShutdownCause;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Source of the expectations: docs/reference/kvm-host.md sections 5.2 and 5.8. */
@Timeout(60)
class QmpMonitorTest {
    private static final String STAMP = "\"timestamp\":{\"seconds\":1656417240,\"microseconds\":0}";

    @AutoClose
    private final MonitorFixture fixture = new MonitorFixture(QmpLimits.DEFAULT);

    private static String status(QmpClient client) throws Exception {
        return client.execute("query-status").get("return").toString();
    }

    @Test
    void goesThroughItsStatesWithAnEventEach() throws Exception {
        fixture.guest.exit(ExitReason.HLT, 0, 0);
        fixture.start();
        try (QmpClient client = fixture.ready()) {
            assertThat(status(client)).isEqualTo("{\"running\":false,\"status\":\"prelaunch\"}");
            client.send("{\"execute\":\"cont\"}");
            assertThat(client.line()).contains("{\"event\":\"RESUME\"," + STAMP + "}");
            assertThat(client.line()).contains("{\"return\":{}}");
            assertThat(status(client)).isEqualTo("{\"running\":true,\"status\":\"running\"}");
            client.send("{\"execute\":\"stop\"}");
            assertThat(client.line()).contains("{\"event\":\"STOP\"," + STAMP + "}");
            assertThat(client.line()).contains("{\"return\":{}}");
            assertThat(status(client)).isEqualTo("{\"running\":false,\"status\":\"paused\"}");
            assertThat(client.execute("stop").toString()).isEqualTo("{\"return\":{}}");
            client.send("{\"execute\":\"system_powerdown\"}");
            assertThat(client.line()).contains("{\"return\":{}}");
            assertThat(client.line()).contains("{\"event\":\"POWERDOWN\"," + STAMP + "}");
        }
    }

    @Test
    void answersQuitBeforeItEnds() throws Exception {
        fixture.start();
        try (QmpClient client = fixture.ready();
                QmpClient other = fixture.ready();
                QmpClient mute = fixture.connect()) {
            mute.read();
            client.send("{\"execute\":\"quit\",\"id\":\"bye\"}");
            String shutdown =
                    "{\"event\":\"SHUTDOWN\",\"data\":{\"guest\":false,\"reason\":\"host-qmp-quit\"}," + STAMP + "}";
            assertThat(client.line()).contains("{\"return\":{},\"id\":\"bye\"}");
            assertThat(client.line()).contains(shutdown);
            assertThat(client.line()).isEmpty();
            assertThat(other.line()).contains(shutdown);
            assertThat(other.line()).isEmpty();
            assertThat(mute.line()).as("not negotiated").isEmpty();
        }
        assertThat(fixture.end()).isNull();
    }

    @Test
    void reportsTheEndOfTheGuest() throws Exception {
        fixture.guest.out(0x3F8, 1, '!').out(0x604, 2, 0x2000);
        fixture.start();
        try (QmpClient client = fixture.ready()) {
            client.send("{\"execute\":\"cont\"}");
            client.read();
            client.read();
            assertThat(client.line())
                    .contains("{\"event\":\"SHUTDOWN\",\"data\":{\"guest\":true,\"reason\":\"guest-shutdown\"}," + STAMP
                            + "}");
            assertThat(client.line()).isEmpty();
        }
        assertThat(fixture.end()).isNull();
        assertThat(fixture.printed).hasToString("!");
    }

    @Test
    void endsOnASignal() throws Exception {
        fixture.start();
        try (QmpClient client = fixture.ready()) {
            fixture.monitor.shutDown(ShutdownCause.HOST_SIGNAL);
            assertThat(client.read().get("data").get("reason").asString()).isEqualTo("host-signal");
            assertThat(client.line()).isEmpty();
        }
    }

    @Test
    void reportsTheStartAndEndsWhenTheLaunchCannotBeFinished() throws Exception {
        fixture.host.firmware.answer(CommandId.LAUNCH_FINISH, SevStatus.INVALID_GUEST_STATE);
        fixture.start();
        try (QmpClient client = fixture.ready()) {
            client.send("{\"execute\":\"cont\"}");
            assertThat(client.read().get("event").asString()).isEqualTo("RESUME");
            assertThat(client.line()).isEmpty();
        }
        assertThat(fixture.end())
                .isInstanceOf(VmStartException.class)
                .hasMessage("sev_launch_finish: LAUNCH_FINISH ret=-5 fw_error=2 'Guest state is invalid'");
    }

    @Test
    void stopsAGuestThatNeverWaits() throws Exception {
        for (int i = 0; i < 2_000_000; i++) {
            fixture.guest.out(0x80, 1, i);
        }
        fixture.start();
        try (QmpClient client = fixture.ready()) {
            client.send("{\"execute\":\"cont\"}{\"execute\":\"stop\"}");
            assertThat(client.read().get("event").asString()).isEqualTo("RESUME");
            assertThat(client.read().has("return")).isTrue();
            assertThat(client.read().get("event").asString()).isEqualTo("STOP");
            assertThat(client.read().has("return")).isTrue();
            assertThat(fixture.guest.entries().size()).isLessThan(2_000_000);
        }
    }

    @Test
    void refusesToContinueAfterAnInternalError() throws Exception {
        fixture.guest.exit(ExitReason.INVALID, 0, 0);
        fixture.start();
        try (QmpClient client = fixture.ready()) {
            client.send("{\"execute\":\"cont\"}");
            client.read();
            client.read();
            assertThat(client.read().get("event").asString()).isEqualTo("STOP");
            assertThat(status(client)).isEqualTo("{\"running\":false,\"status\":\"internal-error\"}");
            assertThat(client.refusal("{\"execute\":\"cont\"}"))
                    .isEqualTo("GenericError: Resetting the Virtual Machine is required");
        }
    }
}
