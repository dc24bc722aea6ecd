package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.simulator.Launch;
import dev.sevsim.simulator.LaunchListener;
import dev.sevsim.simulator.LaunchReport;
import dev.sevsim.simulator.LaunchRequest;
import dev.sevsim.simulator.PreparedLaunch;
import org.junit.jupiter.api.Test;

class PreparedLaunchTest {
    @Test
    void runsAgainAndAgainLikeALaunchOfItsOwn() {
        LaunchRequest request = LaunchRequest.defaults();
        PreparedLaunch prepared = Launch.prepare(request);

        for (long seed : new long[] {1, 2, 1}) {
            LaunchReport report = prepared.run(Launch.Options.ofSeed(seed), LaunchListener.NONE, null);

            assertThat(report.verdict()).isEqualTo(LaunchReport.Verdict.ACCEPTED);
            assertThat(report).isEqualTo(Launch.run(request, Launch.Options.ofSeed(seed), LaunchListener.NONE, null));
        }
    }
}
