package dev.sevsim.it.bench;

import dev.sevsim.machine.Launch;
import dev.sevsim.machine.LaunchReport;
import dev.sevsim.machine.LaunchReport.Verdict;
import dev.sevsim.machine.MachineSpec;
import dev.sevsim.scenario.Scenario;
import dev.sevsim.scenario.ScenarioResult;
import dev.sevsim.scenario.ScenarioRunner;
import dev.sevsim.scenario.expect.VerdictIs;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The default scenario, with everything that the host reaches searched after each frame, and its launch alone: the one may take twice the
 * time of the other. 150 scenarios a second on two cores are 13.3 ms each.
 */
@Warmup(iterations = 30, time = 1)
public class ScenarioBenchmark extends BriefBenchmark {
    private final Scenario scenario =
            Scenario.named("default").expect(new VerdictIs(Verdict.ACCEPTED)).build();
    private final MachineSpec launch = scenario.machine();
    private long seed;

    @Benchmark
    public ScenarioResult tracked() {
        ScenarioResult result = new ScenarioRunner(seed++).run(scenario);
        if (!result.passed()) {
            throw new IllegalStateException(result.mismatches().toString());
        }
        return result;
    }

    @Benchmark
    public LaunchReport launch() {
        return Launch.run(launch.withSeed(seed++));
    }
}
