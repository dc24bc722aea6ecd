package dev.sevsim.scenario.expect;

import dev.sevsim.scenario.Expectation;
import dev.sevsim.scenario.Mismatch;
import dev.sevsim.scenario.Observed;
import dev.sevsim.scenario.leak.Leak.Kind;
import java.util.List;

/**
 * The host does not see a text, in UTF-8 or encoded, in anything that it can reach.
 *
 * @param text at least one character
 */
public record HostNeverSeesText(String text) implements Expectation {
    /** The name under which the text is searched for. */
    public String name() {
        return "text '" + text + "'";
    }

    @Override
    public List<Mismatch> check(Observed run) {
        return run.leaks().stream()
                .filter(leak -> leak.kind() == Kind.TEXT && leak.description().contains(name()))
                .map(leak -> Mismatch.of("host-never-sees", "no " + name(), leak.text()))
                .toList();
    }
}
