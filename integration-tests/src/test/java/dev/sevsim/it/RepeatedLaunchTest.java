package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.machine.Launch;
import dev.sevsim.machine.LaunchReport;
import dev.sevsim.machine.MachineSpec;
import org.junit.jupiter.api.Test;

class RepeatedLaunchTest {
    @Test
    void oneSpecRunsAgainAndAgainLikeSpecsOfTheirOwn() {
        MachineSpec spec = MachineSpec.builder().seed(1).build();

        for (long seed : new long[] {1, 2, 1}) {
            LaunchReport report = Launch.run(spec.withSeed(seed));

            assertThat(report.verdict()).isEqualTo(LaunchReport.Verdict.ACCEPTED);
            assertThat(report)
                    .isEqualTo(Launch.run(MachineSpec.builder().seed(seed).build()));
        }
    }
}
