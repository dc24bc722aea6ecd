package dev.sevsim.scenario.expect;

import dev.sevsim.abi.Bytes;
import dev.sevsim.scenario.Expectation;
import dev.sevsim.scenario.Mismatch;
import dev.sevsim.scenario.Observed;
import dev.sevsim.scenario.leak.Leak.Kind;
import dev.sevsim.scenario.leak.LeakWatch;
import java.util.List;

/**
 * The host does not see a text, in UTF-8 or encoded, in anything that it can reach.
 *
 * @param text at least {@link LeakWatch#LEAST_BYTES} bytes of UTF-8
 */
public record HostNeverSeesText(String text) implements Expectation {
    /**
     * Checks the length.
     *
     * @throws IllegalArgumentException for a shorter text, which occurs by chance
     */
    public HostNeverSeesText {
        int length = Bytes.ofUtf8(text).length();
        if (length < LeakWatch.LEAST_BYTES) {
            throw new IllegalArgumentException("the text '" + text + "' has " + length + " bytes, expected "
                    + LeakWatch.LEAST_BYTES + " or more: shorter ones occur by chance");
        }
    }

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
