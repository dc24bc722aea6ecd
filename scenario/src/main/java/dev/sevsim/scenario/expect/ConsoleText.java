package dev.sevsim.scenario.expect;

import dev.sevsim.scenario.Expectation;
import dev.sevsim.scenario.Mismatch;
import dev.sevsim.scenario.Observed;
import java.util.List;

/**
 * The guest has printed a text, or has not.
 *
 * @param text part of a line
 * @param shown whether it must be there
 */
public record ConsoleText(String text, boolean shown) implements Expectation {
    @Override
    public List<Mismatch> check(Observed run) {
        return shown
                ? Checks.contains("console-shows", text, run.console())
                : Checks.lacks("console-lacks", text, run.console());
    }
}
