package dev.sevsim.scenario;

import dev.sevsim.abi.secret.SecretTable;
import dev.sevsim.io.file.InputException;
import dev.sevsim.io.text.CutWords;
import dev.sevsim.machine.MachineSpec;
import dev.sevsim.machine.OwnerSpec.Attestation;
import dev.sevsim.machine.act.Point;
import dev.sevsim.scenario.expect.Answers;
import dev.sevsim.scenario.expect.HostNeverSees;
import dev.sevsim.scenario.expect.HostSees;
import dev.sevsim.scenario.leak.Leak.Kind;
import dev.sevsim.scenario.leak.LeakWatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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
     * Checks the name, and that what is expected of secrets can be found.
     *
     * @throws InputException for a name of another form, and for an expectation about secrets of which one is too short to be found
     */
    public Scenario {
        if (!NAME.matcher(name).matches()) {
            throw new InputException(CutWords.of("scenario name '" + name
                    + "' has other characters than letters, digits and . _ - [ ] = , or is longer than 200"));
        }
        sources = List.copyOf(sources);
        expectations = List.copyOf(expectations);
        checks = List.copyOf(checks);
        requireLongSecrets(machine, expectations);
        requireService(machine, expectations, checks);
    }

    /**
     * Checks that there is an audit log where one is expected to have something; a log that does not exist has nothing.
     *
     * @throws InputException where the owner has no attestation service
     */
    public static void requireService(MachineSpec machine, List<Expectation> expectations, List<Check> checks) {
        boolean stated = Stream.concat(
                        expectations.stream(), checks.stream().flatMap(check -> check.expectations().stream()))
                .anyMatch(one -> one instanceof Answers answers
                        && answers.by() == Answers.By.AUDIT
                        && !answers.outcome().equals(Answers.NEVER));
        if (stated && machine.owner().attestation() != Attestation.SERVICE) {
            throw new InputException(
                    "audit is expected and the machine has no attestation service, which keeps the log:"
                            + " give it attestation: service");
        }
    }

    /** What is stated about secrets has to be about all of them, and short ones are not searched for. */
    private static void requireLongSecrets(MachineSpec machine, List<Expectation> expectations) {
        boolean stated = expectations.stream()
                .anyMatch(one -> (one instanceof HostSees sees && sees.kind() == Kind.SECRETS)
                        || (one instanceof HostNeverSees unseen && unseen.kind() == Kind.SECRETS));
        for (SecretTable.Entry secret : machine.owner().secrets().entries()) {
            if (stated && secret.data().length() < LeakWatch.LEAST_BYTES) {
                throw new InputException("secret " + secret.guid() + " has "
                        + secret.data().length() + " bytes, expected "
                        + LeakWatch.LEAST_BYTES + " or more where the scenario states whether the host sees secrets:"
                        + " shorter ones occur by chance");
            }
        }
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
