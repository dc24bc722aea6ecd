package dev.sevsim.cli;

import dev.sevsim.cli.ScenarioOutcome.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Shows the outcomes of scenarios: one line each where the output is no terminal, else those that did not pass, and the progress. */
final class ScenarioView {
    private static final int MOST_NAMES = 10;

    private final Console console;
    private final ScenarioReport report;
    private final int planned;
    private final List<ScenarioOutcome> outcomes = new ArrayList<>();

    ScenarioView(Console console, ScenarioReport report, int planned) {
        this.console = console;
        this.report = report;
        this.planned = planned;
    }

    /** States the seed. */
    void begin(long seed) {
        console.line(SeedOption.notice(OptionalLong.of(seed)));
        progress("");
    }

    /** Shows one outcome. */
    void ended(ScenarioOutcome outcome) {
        outcomes.add(outcome);
        if (outcome.kind() == Kind.NOT_RUN) {
            return;
        }
        if (outcome.failed() || !Console.outputIsTerminal()) {
            console.endStatus();
            console.line(String.format(
                    Locale.ROOT,
                    "%-6s  %s",
                    outcome.kind().text,
                    outcome.scenario().name()));
            report.rows(outcome).forEach(this::show);
        }
        if (isBroken(outcome)) {
            console.error(outcome.scenario().name() + ": " + outcome.problem());
        }
        progress(": " + outcome.scenario().name());
    }

    /** A command is not broken, so that it can be copied. */
    private void show(ScenarioReport.Row row) {
        if (row.name().equals("repeat")) {
            console.unbroken(row.text());
        } else {
            console.line(row.text());
        }
    }

    private void progress(String last) {
        console.status(outcomes.size() + " of " + planned + " scenarios"
                + (failures() == 0 ? "" : ", " + failures() + " not passed") + last);
    }

    /** Prints the summary. */
    void end() {
        console.endStatus();
        String counts = outcomes.stream()
                .collect(Collectors.groupingBy(
                        ScenarioOutcome::kind, () -> new EnumMap<>(Kind.class), Collectors.counting()))
                .entrySet()
                .stream()
                .map(entry -> entry.getValue() + " " + entry.getKey().text)
                .collect(Collectors.joining(", "));
        console.line((planned == 1 ? "1 scenario: " : planned + " scenarios: ") + counts);
        List<String> names = outcomes.stream()
                .filter(outcome -> outcome.failed() && !isBroken(outcome))
                .map(outcome -> outcome.scenario().name())
                .toList();
        if (!names.isEmpty()) {
            console.error("not passed: " + String.join(", ", names.subList(0, Math.min(MOST_NAMES, names.size())))
                    + (names.size() > MOST_NAMES ? " and " + (names.size() - MOST_NAMES) + " more" : ""));
        }
    }

    /** Whether something else than the simulated parties failed. */
    private static boolean isBroken(ScenarioOutcome outcome) {
        return switch (outcome.kind()) {
            case OUTPUT, INPUT, INTERNAL -> true;
            default -> false;
        };
    }

    private long failures() {
        return outcomes.stream().filter(ScenarioOutcome::failed).count();
    }

    /** Every outcome so far, in order. */
    List<ScenarioOutcome> outcomes() {
        return outcomes;
    }

    ScenarioReport report() {
        return report;
    }
}
