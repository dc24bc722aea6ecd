package dev.sevsim.cli;

import dev.sevsim.io.file.InputException;
import dev.sevsim.io.file.MadeDirectory;
import dev.sevsim.io.file.OutputTarget;
import dev.sevsim.machine.Seed;
import dev.sevsim.machine.option.Numbers;
import dev.sevsim.scenario.Scenario;
import dev.sevsim.scenario.ScenarioRunner;
import dev.sevsim.scenario.ScenarioRunner.Companion;
import dev.sevsim.view.RunRecorder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code scenario run}. */
@Command(
        name = "run",
        description = "Runs scenarios and checks what they expect; results are in the order of the files.",
        footer = {
            "",
            "The seed of a run is always printed and is in results and traces: keys and secrets of the run can be computed from it."
                    + " Use secrets that are made for tests.",
            "",
            "Exit status: 0 all passed, 1 one failed or did not end, 2 wrong usage or input,",
            "3 internal error, 130 ended by Ctrl-C, with a summary of what was run."
        })
@JsonVerb.Report("scenario-run")
final class ScenarioRunCommand extends JsonVerb {
    private static final int MOST_PARALLEL = 1024;
    private static final long MOST_SECONDS = 1_000_000L;
    private static final long SUMMARY_SECONDS = 10;

    @Parameters(paramLabel = "PATH", arity = "1..*", description = ScenarioPaths.HELP)
    private List<Path> paths;

    @Option(
            names = "--filter",
            paramLabel = "NAME",
            description = "Run these alone: a name, a pattern of a whole name with * and ?, else a part of a name;"
                    + " repeatable. One that matches nothing is an error.")
    private List<String> filters = new ArrayList<>();

    @Option(
            names = "--parallel",
            paramLabel = "N",
            description = "Scenarios that run at once (default: the number of processors).")
    private Optional<String> parallel = Optional.empty();

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of scenarios that name none, to repeat a run (default: a fresh one, which is printed).")
    private @Nullable String seed;

    @Option(
            names = "--junit-xml",
            description = "Write results as JUnit XML; durations in it are 0, so that equal runs have equal files.")
    @OutputCheck.Written
    private @Nullable Path junitXml;

    @Option(
            names = "--fail-fast",
            description = "End at the first scenario, in the order of the files, that does not pass.")
    private boolean failFast;

    @Option(
            names = "--keep-traces",
            paramLabel = "DIR",
            description = "Write the trace of each scenario, NAME.jsonl, to this directory.")
    @OutputCheck.Written
    private @Nullable Path keepTraces;

    @Option(
            names = "--time-limit",
            paramLabel = "SECONDS",
            description = "Real time that a scenario may take at most before the next one has its place (default:"
                    + " ${DEFAULT-VALUE}).")
    private String timeLimit = "60";

    @Mixin
    private PageOptions page = new PageOptions();

    @Override
    public Integer call() {
        page.check(json());
        if (json() && junitXml != null && OutputTarget.isStandardOutput(junitXml)) {
            throw new InputException("--junit-xml - uses standard output, as --json does: name a file");
        }
        int threads = parallel.map(text -> (int) Numbers.positive("--parallel", text, MOST_PARALLEL))
                .orElseGet(() -> Runtime.getRuntime().availableProcessors());
        Duration limit = Duration.ofSeconds(Numbers.positive("--time-limit", timeLimit, MOST_SECONDS));
        long number = seed == null ? Seed.fresh() : Seed.parse(seed);
        ScenarioPaths named = ScenarioPaths.read(paths);
        List<Scenario> scenarios = ScenarioFilter.chosen(named.scenarios(), filters);
        Optional<Path> traces = Optional.ofNullable(keepTraces);
        traces.ifPresent(directory -> requireOwn(directory, scenarios));
        Optional<MadeDirectory> made = traces.map(directory -> MadeDirectory.make("directory of traces", directory));
        if (page.isAsked() && scenarios.size() != 1) {
            throw new InputException("--report is the page of one scenario, and " + scenarios.size()
                    + " are chosen: name one with --filter");
        }
        Optional<RunRecorder> recorder = page.recorder();
        ScenarioRunner runner = new ScenarioRunner(number)
                .joinedBy(recorder.<Companion>map(one -> one).orElse(Companion.NONE));
        ScenarioBatch batch = new ScenarioBatch(
                traces.map(runner::keepingTraces).orElse(runner)::run, Math.min(threads, scenarios.size()), limit);
        Console results = json() ? console.withoutOutput() : page.beside(console.beside(junitXml));
        ScenarioView view = new ScenarioView(results, new ScenarioReport(named, number, traces), scenarios.size());
        try (@Nullable OutputTarget file = page.open().orElse(null)) {
            int status = run(batch, scenarios, view, number);
            if (file != null) {
                view.outcomes().forEach(outcome -> page.write(outcome, recorder.orElseThrow(), file));
            }
            return status;
        } finally {
            made.ifPresent(MadeDirectory::undo); // Stays where it holds a trace.
        }
    }

    /** Traces take no name of a scenario file or of the results, also behind a symbolic link. */
    private void requireOwn(Path directory, List<Scenario> scenarios) {
        Set<Path> taken = scenarios.stream()
                .map(scenario -> real(Path.of(scenario.origin())))
                .collect(Collectors.toSet());
        Optional.ofNullable(junitXml).map(ScenarioRunCommand::real).ifPresent(taken::add);
        for (Scenario scenario : scenarios) {
            Path trace = ScenarioRunner.traceFile(directory, scenario);
            if (taken.contains(real(trace))) {
                throw new InputException("trace " + trace
                        + " is an input or another output of this command, name another --keep-traces");
            }
        }
    }

    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            return file.toAbsolutePath().normalize(); // it does not exist yet
        }
    }

    private int run(ScenarioBatch batch, List<Scenario> scenarios, ScenarioView view, long number) {
        try (OutputTarget xml = junitXml == null ? null : OutputTarget.open("JUnit XML", junitXml)) {
            CountDownLatch reported = new CountDownLatch(1);
            return OnSignal.during(
                    () -> {
                        try {
                            view.begin(number);
                            batch.run(scenarios, outcome -> {
                                view.ended(outcome);
                                return !failFast || !outcome.failed();
                            });
                            report(view, xml, number);
                        } finally {
                            reported.countDown();
                        }
                        return view.outcomes().stream()
                                .mapToInt(outcome -> outcome.kind().status)
                                .max()
                                .orElse(Main.OK);
                    },
                    () -> end(batch, reported));
        }
    }

    private void report(ScenarioView view, @Nullable OutputTarget xml, long number) {
        view.end();
        if (xml != null) {
            JUnitXml.write(xml.stream(), view.outcomes(), view.report(), number);
            xml.finish();
        }
        if (json()) {
            console.json(ScenarioJson.of(view.outcomes(), view.report(), number));
        }
    }

    /** On a signal: what was run is reported before the program ends. */
    private static void end(ScenarioBatch batch, CountDownLatch reported) {
        batch.stop();
        try {
            boolean unused = reported.await(SUMMARY_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
