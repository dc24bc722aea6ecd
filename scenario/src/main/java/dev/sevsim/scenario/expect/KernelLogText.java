package dev.sevsim.scenario.expect;

import dev.sevsim.scenario.Expectation;
import dev.sevsim.scenario.Mismatch;
import dev.sevsim.scenario.Observed;
import java.util.List;
import java.util.Optional;

/**
 * The guest's kernel log has a text, or has not.
 *
 * @param text part of a line
 * @param shown whether it must be there
 */
public record KernelLogText(String text, boolean shown) implements Expectation {
    @Override
    public Moment moment() {
        return Moment.GUEST;
    }

    @Override
    public List<Mismatch> check(Observed run) {
        Optional<String> log = run.kernelLog();
        String name = shown ? "kernel-log-shows" : "kernel-log-lacks";
        if (log.isEmpty()) {
            return List.of(Mismatch.of(name, "a kernel log", "no guest that runs a kernel"));
        }
        return shown ? Checks.contains(name, text, log.get()) : Checks.lacks(name, text, log.get());
    }
}
