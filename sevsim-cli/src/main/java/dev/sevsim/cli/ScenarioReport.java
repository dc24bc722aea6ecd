package dev.sevsim.cli;

import dev.sevsim.bus.trace.Explanation;
import dev.sevsim.scenario.Mismatch;
import dev.sevsim.scenario.Scenario;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is reported of a scenario that did not pass: the first step that went otherwise, the others in a line each, how to repeat it. */
final class ScenarioReport {
    private static final String TRACES = "traces";
    private static final String STANDARD_INPUT = "-";
    private static final int MOST_OTHERS = 8;

    private final ScenarioPaths paths;
    private final long seed;
    private final Optional<Path> traces;

    /**
     * Reports of one run.
     *
     * @param seed of scenarios that have no own one
     * @param traces directory where traces are kept; empty for none
     */
    ScenarioReport(ScenarioPaths paths, long seed, Optional<Path> traces) {
        this.paths = paths;
        this.seed = seed;
        this.traces = traces;
    }

    /**
     * A line of a report.
     *
     * @param name at most 8 letters
     * @param value its text
     */
    record Row(String name, String value) {
        String text() {
            return String.format(Locale.ROOT, "  %-8s  %s", name, value);
        }
    }

    /** The lines about an outcome; none for one that passed. */
    List<Row> rows(ScenarioOutcome outcome) {
        List<Row> rows = new ArrayList<>();
        if (!outcome.failed()) {
            return rows;
        }
        if (!outcome.problem().isEmpty()) {
            rows.add(new Row("problem", outcome.problem()));
        }
        outcome.mismatches().stream().limit(1).forEach(first -> add(rows, first, outcome.trace()));
        outcome.mismatches().stream()
                .skip(1)
                .limit(MOST_OTHERS)
                .forEach(other -> rows.add(new Row("also", other.text())));
        if (outcome.mismatches().size() > 1 + MOST_OTHERS) {
            rows.add(new Row("also", outcome.mismatches().size() - 1 - MOST_OTHERS + " more"));
        }
        rows.add(new Row("repeat", repeat(outcome)));
        return rows;
    }

    private static void add(List<Row> rows, Mismatch first, Optional<Path> trace) {
        rows.add(new Row("check", first.expectation()));
        rows.add(new Row("expected", first.expected()));
        rows.add(new Row("found", first.found()));
        first.why().ifPresent(why -> add(rows, why));
        String step = first.step().isPresent() ? "step " + first.step().getAsLong() : "";
        if (trace.isPresent()) {
            rows.add(new Row("trace", trace.get() + (step.isEmpty() ? "" : ", " + step)));
        } else if (!step.isEmpty()) {
            rows.add(new Row("at", step + " of the trace"));
        }
    }

    private static void add(List<Row> rows, Explanation why) {
        rows.add(new Row("rule", why.rule()));
        rows.add(new Row("because", why.found()));
        rows.add(new Row("source", why.source()));
    }

    /** The command that runs one scenario again, with its trace; one of standard input needs that input again. */
    String repeat(ScenarioOutcome outcome) {
        Scenario scenario = outcome.scenario();
        String argument = paths.argument(scenario);
        return "sevsim scenario run " + ShellWords.quoted(argument) + " --filter "
                + ShellWords.quoted(scenario.name()) + " --seed "
                + outcome.seed().orElse(seed) + " --keep-traces "
                + ShellWords.quoted(traces.map(Path::toString).orElse(TRACES))
                + (argument.equals(STANDARD_INPUT) ? " < FILE" : "");
    }
}
