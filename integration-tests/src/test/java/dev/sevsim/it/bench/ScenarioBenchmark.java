package dev.sevsim.it.bench;

import dev.sevsim.machine.Launch;
import dev.sevsim.machine.LaunchReport;
import dev.sevsim.machine.LaunchReport.Verdict;
import dev.sevsim.machine.MachineSpec;
import dev.sevsim.scenario.Scenario;
import dev.sevsim.scenario.ScenarioResult;
import dev.sevsim.scenario.ScenarioRunner;
import dev.sevsim.scenario.Scenarios;
import dev.sevsim.scenario.expect.VerdictIs;
import java.util.List;
import java.util.Set;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The default scenario, with everything that the host reaches searched after each frame, and its launch alone: the one may take twice the
 * time of the other. 150 scenarios a second on two cores are 13.3 ms each.
 */
@Warmup(iterations = 30, time = 1)
public class ScenarioBenchmark extends BriefBenchmark {
    /** Scenarios of one launch with one fault or act each. */
    private static final Set<String> SMALL = Set.of(
            "catalogue/owner-refusals.yaml",
            "catalogue/firmware-refusals.yaml",
            "catalogue/host-refusals.yaml",
            "catalogue/hostile-memory.yaml",
            "catalogue/hostile-messages.yaml");

    private final Scenario scenario =
            Scenario.named("default").expect(new VerdictIs(Verdict.ACCEPTED)).build();
    private final MachineSpec launch = scenario.machine();
    private final List<Scenario> small = Scenarios.catalogue().stream()
            .filter(one -> SMALL.contains(one.origin()))
            .toList();
    private long seed;
    private int next;

    @Benchmark
    public ScenarioResult tracked() {
        return passed(scenario);
    }

    /** One of the small scenarios of the catalogue, each in its turn. */
    @Benchmark
    public ScenarioResult small() {
        return passed(small.get(next++ % small.size()));
    }

    private ScenarioResult passed(Scenario one) {
        ScenarioResult result = new ScenarioRunner(seed++).run(one);
        if (!result.passed()) {
            throw new IllegalStateException(one.name() + ": " + result.mismatches());
        }
        return result;
    }

    @Benchmark
    public LaunchReport launch() {
        return Launch.run(launch.withSeed(seed++));
    }
}
