package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.machine.Launch;
import dev.sevsim.machine.LaunchListener;
import dev.sevsim.machine.LaunchReport;
import dev.sevsim.machine.LaunchRequest;
import dev.sevsim.machine.PreparedLaunch;
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
