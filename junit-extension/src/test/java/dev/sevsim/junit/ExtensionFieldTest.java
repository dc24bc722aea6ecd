package dev.sevsim.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.chip.ChipGeneration;
import dev.sevsim.machine.LaunchReport;
import dev.sevsim.machine.LaunchReport.Verdict;
import dev.sevsim.machine.RunningGuest;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ExtensionFieldTest {
    @RegisterExtension
    final SevSimulatorExtension sev = SevSimulatorExtension.builder()
            .seed(7)
            .generation(ChipGeneration.GENOA)
            .machine(machine -> machine.vcpus(2))
            .build();

    @Test
    void describesEachLaunch() {
        LaunchReport report = sev.launch(l -> l.policy(0x5)).report();

        assertThat(report.seed()).hasValue(7);
        assertThat(report.build()).isEqualTo(25);
        assertThat(report.vcpus()).isEqualTo(2);
        assertThat(report.verdict()).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void sharesItsTestWithParameters(SevSimulator simulator, HostileHost host, Trace trace) {
        sev.host().fault("LAUNCH_MEASURE:1:drop");

        LaunchReport report = simulator.launch().report();

        assertThat(report.verdict()).isEqualTo(Verdict.REFUSED);
        assertThat(trace.records()).isEqualTo(sev.trace().records()).isNotEmpty();
        assertThat(sev.owner().lastVerdict()).isEmpty();
    }

    @Test
    void startsAGuest() {
        RunningGuest guest = sev.start(l -> l.append("console=ttyS0 quiet"));

        assertThat(guest.file("/proc/cmdline")).content().contains("quiet");
        assertThat(sev.simulator().seed()).isEqualTo(7);
        assertThat(sev.platform().certificates().pdh()).isNotNull();
    }

    @Test
    void belongsToTheThreadOfTheTest() {
        assertThatThrownBy(
                        () -> CompletableFuture.runAsync(() -> sev.simulator()).join())
                .hasRootCauseMessage("no test runs on this thread, take a SevSimulator as a parameter");
    }
}
