package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.junit.SevSimulator;
import dev.sevsim.junit.SevTest;
import dev.sevsim.machine.LaunchReport;
import dev.sevsim.machine.LaunchReport.Verdict;
import dev.sevsim.machine.LaunchRequest;
import org.junit.jupiter.api.Test;

@SevTest(seed = 11)
class SevTestExtensionTest {
    @Test
    void launchesAGuestThatSeesItsSecrets(SevSimulator simulator) {
        LaunchReport report = simulator.launch(LaunchRequest.defaults());

        assertThat(simulator.seed()).isEqualTo(11);
        assertThat(report.verdict()).isEqualTo(Verdict.ACCEPTED);
        assertThat(report.console()).contains("these-are-the-ka");
    }

    @Test
    void refusalsAreReports(SevSimulator simulator) {
        LaunchReport report = simulator.launch(LaunchRequest.defaults().withPolicy(new GuestPolicy(0x41)));

        assertThat(report.verdict()).isEqualTo(Verdict.REFUSED);
        assertThat(report.reason()).hasValueSatisfying(text -> assertThat(text).contains("Policy is not allowed"));
    }

    @Test
    @SevTest
    void drawsAFreshSeedWhenNoneIsGiven(SevSimulator first) {
        assertThat(first.seed()).isPositive();
    }
}
