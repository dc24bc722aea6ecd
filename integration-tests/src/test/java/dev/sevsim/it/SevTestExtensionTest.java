package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.bus.EnvelopeKind;
import dev.sevsim.bus.Verdict;
import dev.sevsim.bus.tap.FaultInjector;
import dev.sevsim.bus.tap.FaultInjector.Rule;
import dev.sevsim.junit.SevSimulator;
import dev.sevsim.junit.SevTest;
import dev.sevsim.machine.LaunchReport;
import java.util.List;
import org.junit.jupiter.api.Test;

@SevTest(seed = 11)
class SevTestExtensionTest {
    @Test
    void launchesAGuestThatSeesItsSecrets(SevSimulator simulator) {
        LaunchReport report = simulator
                .launch(l -> l.run("xxd /sys/kernel/security/secrets/coco/e6f5a162-d67f-4750-a67c-5d065f2a9910"))
                .report();

        assertThat(simulator.seed()).isEqualTo(11);
        assertThat(report.verdict()).isEqualTo(LaunchReport.Verdict.ACCEPTED);
        assertThat(report.console()).contains("these-are-the-ka");
    }

    /** A tap that loses LAUNCH_FINISH: the driver's command times out and the launch is refused. */
    @Test
    void tapsSeeTheFramesOfEveryMachine(SevSimulator simulator) {
        FaultInjector lossy = new FaultInjector(List.of(Rule.first(
                FaultInjector.mailboxCommand(CommandId.LAUNCH_FINISH).and(FaultInjector.ofKind(EnvelopeKind.REQUEST)),
                Verdict.drop())));

        LaunchReport report = simulator.tap(lossy).launch().report();

        assertThat(report.verdict()).isEqualTo(LaunchReport.Verdict.REFUSED);
        assertThat(report.reason()).hasValueSatisfying(text -> assertThat(text).contains("LAUNCH_FINISH"));
    }

    @Test
    void refusalsAreReports(SevSimulator simulator) {
        LaunchReport report =
                simulator.expectFirmwareErrors().launch(l -> l.policy(0x41)).report();

        assertThat(report.verdict()).isEqualTo(LaunchReport.Verdict.REFUSED);
        assertThat(report.reason()).hasValueSatisfying(text -> assertThat(text).contains("Policy is not allowed"));
    }

    @Test
    @SevTest
    void drawsAFreshSeedWhenNoneIsGiven(SevSimulator first) {
        assertThat(first.seed()).isPositive();
    }
}
