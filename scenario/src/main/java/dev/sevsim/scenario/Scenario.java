package dev.sevsim.scenario;

import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.MachineSpec;
import dev.sevsim.machine.act.Point;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * A machine with its guest, its owner and what its hostile host does, and what each party must answer; immutable.
 *
 * @param name letters, digits and {@code . _ - [ ] = ,}, from a letter or digit on
 * @param title one line
 * @param teaches what a reader learns from it; may be empty
 * @param sources where its facts are from: sections of docs/reference, CVE numbers, papers
 * @param machine everything that is launched, with faults and acts
 * @param expectations what must hold; those that every scenario has are not among them
 * @param checks what must hold at points of the run
 * @param origin file that it was read from, or the name of a catalogue; empty for one of Java code
 */
public record Scenario(
        String name,
        String title,
        String teaches,
        List<String> sources,
        MachineSpec machine,
        List<Expectation> expectations,
        List<Check> checks,
        String origin) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._\\-\\[\\]=,]{0,199}");

    /**
     * Expectations at a point of the run: when it is reached.
     *
     * @param point when
     * @param expectations what must hold then
     */
    public record Check(Point point, List<Expectation> expectations) {
        /**
         * Checks that all can be checked there.
         *
         * @throws InputException for an expectation of the end of the run
         */
        public Check {
            expectations = List.copyOf(expectations);
            for (Expectation expectation : expectations) {
                if (expectation.moment() != Expectation.Moment.ANY) {
                    throw new InputException(expectation + " can be checked at the end of the run alone, not " + point);
                }
            }
        }
    }

    /**
     * Checks the name.
     *
     * @throws InputException for a name of another form
     */
    public Scenario {
        if (!NAME.matcher(name).matches()) {
            throw new InputException("scenario name '" + name
                    + "' has other characters than letters, digits and . _ - [ ] = , or is longer than 200");
        }
        sources = List.copyOf(sources);
        expectations = List.copyOf(expectations);
        checks = List.copyOf(checks);
    }

    /** Starts a scenario of {@code sevsim launch} without options, whose guest reads its secrets and prints none. */
    public static Builder named(String name) {
        return new Builder(name);
    }

    /** Collects the parts. */
    public static final class Builder {
        private final String name;
        private String title = "";
        private String teaches = "";
        private final List<String> sources = new ArrayList<>();
        private final MachineSpec.Builder machine = MachineSpec.builder().printNoSecrets();
        private final List<Expectation> expectations = new ArrayList<>();
        private final List<Check> checks = new ArrayList<>();

        private Builder(String name) {
            this.name = name;
        }

        /** One line. */
        public Builder title(String line) {
            title = line;
            return this;
        }

        /** What a reader learns. */
        public Builder teaches(String text) {
            teaches = text;
            return this;
        }

        /** A section of the reference, a CVE, a paper. */
        public Builder source(String source) {
            sources.add(source);
            return this;
        }

        /** Changes the machine. */
        public Builder machine(Consumer<MachineSpec.Builder> change) {
            change.accept(machine);
            return this;
        }

        /** Expects these, beside those named before. */
        public Builder expect(Expectation... more) {
            expectations.addAll(Arrays.asList(more));
            return this;
        }

        /** Expects these when a point is reached. */
        public Builder at(Point point, Expectation... more) {
            checks.add(new Check(point, Arrays.asList(more)));
            return this;
        }

        /**
         * The scenario.
         *
         * @throws InputException for a machine that contradicts itself
         */
        public Scenario build() {
            return new Scenario(name, title, teaches, sources, machine.build(), expectations, checks, "");
        }
    }
}
