package dev.sevsim.scenario.expect;

import dev.sevsim.machine.RunningGuest;
import dev.sevsim.scenario.Expectation;
import dev.sevsim.scenario.Mismatch;
import dev.sevsim.scenario.Observed;
import java.util.List;

/**
 * The guest's kernel log has a text, or has not.
 *
 * @param text part of a line
 * @param shown whether it must be there
 */
public record KernelLogText(String text, boolean shown) implements Expectation.OfGuest {
    @Override
    public List<Mismatch> check(RunningGuest guest, Observed run) {
        String log = run.kernelLog().orElse("");
        return shown ? Checks.contains("kernel-log-shows", text, log) : Checks.lacks("kernel-log-lacks", text, log);
    }
}
