package dev.sevsim.scenario.expect;

import dev.sevsim.bus.trace.Explanation;
import dev.sevsim.machine.LaunchReport;
import dev.sevsim.machine.LaunchReport.Refusal;
import dev.sevsim.machine.LaunchReport.Refusal.By;
import dev.sevsim.scenario.Answer;
import dev.sevsim.scenario.Mismatch;
import dev.sevsim.scenario.Observed;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What several expectations do. */
final class Checks {
    private static final int SHOWN = 200;

    private Checks() {}

    /** Empty for equal texts, else a mismatch that shows {@code detail} as what was found. */
    static List<Mismatch> same(String name, String expected, String found, String detail) {
        return expected.equals(found) ? List.of() : List.of(Mismatch.of(name, expected, detail));
    }

    /** Empty for a text that contains another. */
    static List<Mismatch> contains(String name, String expected, String text) {
        return text.contains(expected) ? List.of() : List.of(Mismatch.of(name, "'" + expected + "'", shown(text)));
    }

    /** Empty for a text that does not contain another; else its line is shown. */
    static List<Mismatch> lacks(String name, String unexpected, String text) {
        int at = text.indexOf(unexpected);
        if (at < 0) {
            return List.of();
        }
        int end = text.indexOf('\n', at);
        String line = text.substring(text.lastIndexOf('\n', at) + 1, end < 0 ? text.length() : end);
        return List.of(Mismatch.of(name, "no '" + unexpected + "'", shown(line)));
    }

    /** Why the launch was not accepted. */
    static Optional<Refusal> refusal(Observed run) {
        return run.report().flatMap(LaunchReport::refusal);
    }

    /** Mismatches with the rule behind the refusal of the launch, where it has one, and the step of the answer that refused. */
    static List<Mismatch> withRule(List<Mismatch> mismatches, Observed run) {
        Optional<Explanation> why = refusal(run).flatMap(Refusal::why);
        OptionalLong step = why.isPresent() ? step(why, run) : ownerStep(run);
        return mismatches.stream()
                .map(one -> new Mismatch(one.expectation(), one.expected(), one.found(), step, why))
                .toList();
    }

    private static OptionalLong step(Optional<Explanation> why, Observed run) {
        return Stream.concat(run.firmware().stream(), run.ioctls().stream())
                .filter(answer -> answer.why().equals(why))
                .mapToLong(Answer::step)
                .max();
    }

    /** An owner names a reason and no rule. */
    private static OptionalLong ownerStep(Observed run) {
        return refusal(run).filter(refusal -> refusal.by() == By.OWNER).isPresent()
                ? run.ownerRefusal()
                : OptionalLong.empty();
    }

    /** The end of a long text: what went otherwise is there. */
    private static String shown(String text) {
        String stripped = text.strip();
        return stripped.isEmpty()
                ? "nothing"
                : "'" + (stripped.length() <= SHOWN ? stripped : "..." + stripped.substring(stripped.length() - SHOWN))
                        + "'";
    }
}
