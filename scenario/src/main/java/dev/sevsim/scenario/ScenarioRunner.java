package dev.sevsim.scenario;

import dev.sevsim.bus.time.SimClock;
import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.Launch;
import dev.sevsim.machine.LaunchListener;
import dev.sevsim.machine.LaunchRefusedException;
import dev.sevsim.machine.LaunchReport;
import dev.sevsim.machine.Machine;
import dev.sevsim.machine.MachineSpec;
import dev.sevsim.machine.RunningGuest;
import dev.sevsim.scenario.Expectation.Moment;
import dev.sevsim.scenario.expect.HostNeverSees;
import dev.sevsim.scenario.expect.HostNeverSeesText;
import dev.sevsim.scenario.expect.HostSees;
import dev.sevsim.scenario.expect.LeavesBehind;
import dev.sevsim.scenario.leak.Leak.Kind;
import dev.sevsim.scenario.leak.LeakWatch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs scenarios, each on a machine of its own.
 *
 * <p>Besides what a scenario expects, every run must keep secrets, keys and private pages from the host, leave nothing of its guest
 * behind, do every act and fault, and reach every point that is checked. Immutable; any thread may use it.
 */
public final class ScenarioRunner {
    private final long seed;
    private final Optional<Path> traces;
    private final Companion companion;

    /** Joins the machine of each scenario, for instance to record it; called on the thread that runs the scenario. */
    public interface Companion {
        /** Joins nothing. */
        Companion NONE = new Companion() {};

        /** The machine is being assembled, with this clock. */
        default void attach(Machine.Assembly assembly, SimClock clock) {}

        /** The machine is there, and nothing was launched on it. */
        default void begin(Machine machine) {}
    }

    /** Runs scenarios that name no seed with this one. */
    public ScenarioRunner(long seed) {
        this(seed, Optional.empty(), Companion.NONE);
    }

    private ScenarioRunner(long seed, Optional<Path> traces, Companion companion) {
        this.seed = seed;
        this.traces = traces;
        this.companion = companion;
    }

    /** Returns a runner that writes the trace of each scenario into a directory, named after it. */
    public ScenarioRunner keepingTraces(Path directory) {
        return new ScenarioRunner(seed, Optional.of(directory), companion);
    }

    /** Returns a runner whose machines are joined. */
    public ScenarioRunner joinedBy(Companion other) {
        return new ScenarioRunner(seed, traces, other);
    }

    /** The file in a directory of traces that a scenario's trace is written to. */
    public static Path traceFile(Path directory, Scenario scenario) {
        return directory.resolve(scenario.name() + ".jsonl");
    }

    /**
     * Runs one scenario.
     *
     * @throws InputException when its machine cannot be assembled or its trace cannot be written
     */
    public ScenarioResult run(Scenario scenario) {
        long used = scenario.machine().seed().orElse(seed);
        MachineSpec spec = scenario.machine().withSeed(used);
        Optional<Path> file = traces.map(directory -> traceFile(directory, scenario));
        spec = file.map(spec::withTrace).orElse(spec);
        Run run = new Run(scenario, spec, companion);
        run.run();
        return new ScenarioResult(scenario, used, run.mismatches, Optional.ofNullable(run.report), file);
    }

    /** Expectations of every scenario that does not state otherwise. */
    static List<Expectation> always(Scenario scenario) {
        Set<Kind> stated = new HashSet<>();
        boolean leaves = false;
        for (Expectation expectation : scenario.expectations()) {
            if (expectation instanceof HostSees sees) {
                stated.add(sees.kind());
            }
            if (expectation instanceof HostNeverSees unseen) {
                stated.add(unseen.kind());
            }
            leaves |= expectation instanceof LeavesBehind;
        }
        List<Expectation> always = new ArrayList<>();
        Stream.of(Kind.SECRETS, Kind.KEYS, Kind.PRIVATE_PAGES)
                .filter(kind -> !stated.contains(kind))
                .map(HostNeverSees::new)
                .forEach(always::add);
        if (!leaves) {
            always.add(LeavesBehind.of(Set.of()));
        }
        return always;
    }

    /** One run. */
    private static final class Run {
        private final Scenario scenario;
        private final MachineSpec spec;
        private final Companion companion;
        private final Watch watch = new Watch(Observed::isKept);
        private final LeakWatch leaks = watch.leaks();
        private final List<Mismatch> mismatches = new ArrayList<>();
        private @Nullable Observed observed;
        private @Nullable LaunchReport report;

        Run(Scenario scenario, MachineSpec spec, Companion companion) {
            this.scenario = scenario;
            this.spec = spec;
            this.companion = companion;
        }

        void run() {
            scenario.expectations().forEach(expectation -> {
                if (expectation instanceof HostNeverSeesText unseen) {
                    watch.searchFor(unseen.text());
                }
            });
            Machine.Assembly assembly = watch.assemblyOf(spec);
            for (Scenario.Check check : scenario.checks()) {
                assembly.at(check.point(), event -> checkAt(check));
            }
            companion.attach(assembly, watch.clock());
            try (Machine machine = assembly.assemble()) {
                companion.begin(machine);
                Observed state = watch.begin(machine);
                observed = state;
                LaunchReport made = launch(machine, state);
                report = made;
                state.ended(made);
                leaks.searchMemory();
                checkEnd(state);
                notDone(machine);
            }
        }

        private LaunchReport launch(Machine machine, Observed state) {
            try (RunningGuest guest = Launch.boot(machine, watch.listening(LaunchListener.NONE))) {
                state.booted(guest);
                guest.typeAll(spec.guest().commands().orElseThrow());
                scenario.expectations().stream()
                        .filter(expectation -> expectation.moment() == Moment.GUEST)
                        .forEach(expectation -> mismatches.addAll(expectation.check(state)));
                return guest.shutDown();
            } catch (LaunchRefusedException e) {
                scenario.expectations().stream()
                        .filter(expectation -> expectation.moment() == Moment.GUEST)
                        .forEach(expectation -> mismatches.addAll(expectation.check(state)));
                return e.report();
            }
        }

        private void checkAt(Scenario.Check check) {
            Observed state = observed;
            if (state == null) {
                return; // The host's driver initialises the platform before there is a launch.
            }
            leaks.searchMemory();
            check.expectations()
                    .forEach(expectation -> expectation
                            .check(state)
                            .forEach(mismatch -> mismatches.add(new Mismatch(
                                    check.point() + ", " + mismatch.expectation(),
                                    mismatch.expected(),
                                    mismatch.found(),
                                    mismatch.step(),
                                    mismatch.why()))));
        }

        private void checkEnd(Observed state) {
            Stream.concat(scenario.expectations().stream(), always(scenario).stream())
                    .filter(expectation -> expectation.moment() != Moment.GUEST)
                    .forEach(expectation -> mismatches.addAll(expectation.check(state)));
        }

        private void notDone(Machine machine) {
            machine.pendingActs()
                    .forEach(missed -> mismatches.add(
                            Mismatch.of("acts", missed.act().toString(), "it was not done: " + missed.why())));
            machine.pendingFaults()
                    .forEach(fault -> mismatches.add(Mismatch.of("faults", fault.toString(), "it did not happen")));
            machine.unreachedPoints()
                    .forEach(point -> mismatches.add(Mismatch.of("at", point.toString(), "the point was not reached")));
        }
    }
}
