package dev.sevsim.cli;

import dev.sevsim.scenario.Mismatch;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/** Outcomes of scenarios as one JSON object; {@code scenario-results.schema.json} describes it. */
final class ScenarioJson {
    private ScenarioJson() {}

    static String of(List<ScenarioOutcome> outcomes, ScenarioReport report, long seed) {
        return JsonText.object(g -> {
            g.writeNumberProperty("seed", seed);
            g.writeNumberProperty(
                    "passed", outcomes.stream().filter(ScenarioOutcome::passed).count());
            g.writeNumberProperty(
                    "failed", outcomes.stream().filter(ScenarioOutcome::failed).count());
            g.writeNumberProperty(
                    "notRun",
                    outcomes.stream()
                            .filter(outcome -> !outcome.passed() && !outcome.failed())
                            .count());
            JsonText.objects(g, "scenarios", outcomes, outcome -> write(g, outcome, report));
        });
    }

    private static void write(JsonGenerator g, ScenarioOutcome outcome, ScenarioReport report) {
        g.writeStringProperty("name", outcome.scenario().name());
        g.writeStringProperty("file", outcome.scenario().origin());
        g.writeStringProperty("outcome", name(outcome.kind()));
        outcome.seed().ifPresent(seed -> g.writeNumberProperty("seed", seed));
        outcome.verdict().ifPresent(verdict -> g.writeStringProperty("verdict", verdict.text()));
        outcome.trace().ifPresent(file -> g.writeStringProperty("trace", file.toString()));
        if (!outcome.failed()) {
            return;
        }
        if (!outcome.problem().isEmpty()) {
            g.writeStringProperty("problem", outcome.problem());
        }
        JsonText.objects(g, "mismatches", outcome.mismatches(), mismatch -> write(g, mismatch));
        g.writeStringProperty("repeat", report.repeat(outcome));
    }

    private static void write(JsonGenerator g, Mismatch mismatch) {
        g.writeStringProperty("expectation", mismatch.expectation());
        g.writeStringProperty("expected", mismatch.expected());
        g.writeStringProperty("found", mismatch.found());
        mismatch.step().ifPresent(step -> g.writeNumberProperty("step", step));
        mismatch.why().ifPresent(why -> {
            g.writeObjectPropertyStart("why");
            g.writeStringProperty("rule", why.rule());
            g.writeStringProperty("found", why.found());
            g.writeStringProperty("source", why.source());
            g.writeEndObject();
        });
    }

    private static String name(ScenarioOutcome.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
