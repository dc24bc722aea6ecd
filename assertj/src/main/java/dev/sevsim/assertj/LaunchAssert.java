package dev.sevsim.assertj;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.bus.trace.Explanation;
import dev.sevsim.machine.LaunchReport.Refusal;
import dev.sevsim.machine.LaunchReport.Verdict;
import dev.sevsim.scenario.Answer;
import dev.sevsim.scenario.Expectation;
import dev.sevsim.scenario.LaunchResult;
import dev.sevsim.scenario.Mismatch;
import dev.sevsim.scenario.expect.Answers;
import dev.sevsim.scenario.expect.ConsoleText;
import dev.sevsim.scenario.expect.HostNeverSees;
import dev.sevsim.scenario.expect.RefusedBy;
import dev.sevsim.scenario.expect.VerdictIs;
import dev.sevsim.scenario.leak.Leak;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on a launch. A failure shows what was expected, what was found, and the rule behind it with its source.
 *
 * <p>An error of the firmware that is asserted with {@link #answered} or {@link #wasRefusedBy} counts as expected for the test.
 */
public final class LaunchAssert extends AbstractAssert<LaunchAssert, LaunchResult> {
    LaunchAssert(@Nullable LaunchResult actual) {
        super(actual, LaunchAssert.class);
    }

    /** The owner accepted the measurement, what was measured ran, and all injected secrets arrived. */
    public LaunchAssert isAccepted() {
        return hasVerdict(Verdict.ACCEPTED);
    }

    /** The launch ended with a verdict of docs/verdicts.md. */
    public LaunchAssert hasVerdict(Verdict verdict) {
        return meets(new VerdictIs(verdict));
    }

    /** The launch was refused before the guest ran, by this party; the firmware's error is expected then. */
    public LaunchAssert wasRefusedBy(Refusal.By party) {
        hasVerdict(Verdict.REFUSED);
        meets(new RefusedBy(party));
        if (party == Refusal.By.FIRMWARE) {
            List<Answer> errors = actual.errors().unexpected();
            errors.subList(Math.max(0, errors.size() - 1), errors.size()).forEach(actual.errors()::expect);
        }
        return this;
    }

    /** The launch was not accepted, and the reason, the rule or what was found contains a text. */
    public LaunchAssert because(String text) {
        isNotNull();
        Optional<Refusal> refusal = actual.report().refusal();
        String reasons = refusal.map(why -> why.reason()
                        + why.why().map(rule -> "; " + LaunchResult.text(rule)).orElse(""))
                .orElse("a launch that was accepted");
        if (refusal.isEmpty() || !reasons.contains(text)) {
            failWith(List.of("reason: expected '" + text + "', found " + reasons));
        }
        return this;
    }

    /**
     * The firmware answered the last command of a name with a status; an answer of that status to an earlier one is expected, too.
     *
     * <p>docs/commands.md has the commands with their statuses.
     */
    public LaunchAssert answered(CommandId command, SevStatus status) {
        return answered(command.name(), status);
    }

    /**
     * As {@link #answered(CommandId, SevStatus)}, by the name of the command, such as {@code LAUNCH_SECRET}.
     *
     * @throws IllegalArgumentException for a name that is no command
     */
    public LaunchAssert answered(String command, SevStatus status) {
        meets(Answers.firmware(requireCommand(command), status.name()));
        actual.firmware().stream()
                .filter(answer ->
                        answer.name().equals(command) && answer.outcome().equals(status.name()))
                .forEach(actual.errors()::expect);
        return this;
    }

    /** The firmware never received a command. */
    public LaunchAssert neverCalled(CommandId command) {
        return neverCalled(command.name());
    }

    /**
     * As {@link #neverCalled(CommandId)}, by the name of the command, such as {@code LAUNCH_FINISH}.
     *
     * @throws IllegalArgumentException for a name that is no command
     */
    public LaunchAssert neverCalled(String command) {
        return meets(Answers.firmware(requireCommand(command), Answers.NEVER));
    }

    /** The host answered the last ioctl of a name: {@code 0}, or an errno and the firmware's status, such as {@code EIO BAD_MEASUREMENT}. */
    public LaunchAssert answeredIoctl(String name, String answer) {
        return meets(Answers.ioctl(name, answer));
    }

    /** The guest printed a text. */
    public LaunchAssert printed(String text) {
        return meets(new ConsoleText(text, true));
    }

    /** The guest printed nothing that contains a text. */
    public LaunchAssert neverPrinted(String text) {
        return meets(new ConsoleText(text, false));
    }

    /**
     * The host saw nothing of a secret of the owner, or of a text that was searched for, whole or half of it and in no encoding, in
     * nothing that it can reach: memory, frames, the console, the trace.
     *
     * @throws IllegalArgumentException for a text that was not searched for during the launch
     */
    public LaunchAssert hostNeverSees(String secret) {
        return hostNeverSees(SecretBytes.of(Bytes.ofUtf8(secret)));
    }

    /** As {@link #hostNeverSees(String)}, by the bytes, which a failure does not show. */
    public LaunchAssert hostNeverSees(SecretBytes secret) {
        isNotNull();
        List<Leak> leaks = actual.leaksOf(secret)
                .orElseThrow(() -> new IllegalArgumentException(
                        "this was not searched for: it is neither a secret of the owner with 4 bytes or more"
                                + " nor a key, expected searchFor(TEXT) on the simulator before the launch"));
        if (!leaks.isEmpty()) {
            failWith(leaks.stream()
                    .map(leak -> "host-never-sees: expected nothing of it, found " + leak.text())
                    .toList());
        }
        return this;
    }

    /**
     * The host saw none of the owner's secrets, of the keys, or of a page of random bytes that each guest keeps.
     *
     * @throws IllegalArgumentException for a kind of which nothing was searched for
     */
    public LaunchAssert hostNeverSees(Leak.Kind kind) {
        isNotNull();
        if (!actual.searchedKinds().contains(kind)) {
            throw new IllegalArgumentException(
                    "nothing of the kind " + kind.text() + " was searched for, expected one of "
                            + actual.searchedKinds().stream()
                                    .map(Leak.Kind::text)
                                    .sorted()
                                    .collect(Collectors.joining(", ")));
        }
        return meets(new HostNeverSees(kind));
    }

    /**
     * An expectation of scenarios holds.
     *
     * @throws IllegalArgumentException for an expectation of a guest that runs: the launch has ended
     */
    public LaunchAssert meets(Expectation expectation) {
        isNotNull();
        List<Mismatch> mismatches = actual.check(expectation);
        if (!mismatches.isEmpty()) {
            List<String> lines =
                    new ArrayList<>(mismatches.stream().map(Mismatch::text).toList());
            mismatches.stream()
                    .flatMap(mismatch -> mismatch.why().stream())
                    .findFirst()
                    .or(this::rule)
                    .ifPresent(why -> {
                        lines.add("rule: " + why.rule());
                        lines.add("found: " + why.found());
                        lines.add("source: " + why.source());
                    });
            failWith(lines);
        }
        return this;
    }

    /** The rule behind the refusal of the launch, else behind the first refusal in it. */
    private Optional<Explanation> rule() {
        return actual.report()
                .refusal()
                .flatMap(Refusal::why)
                .or(() -> actual.firstRefusal().flatMap(record -> record.event().explanation()));
    }

    private void failWith(List<String> lines) {
        List<String> all = new ArrayList<>(lines);
        actual.report().seed().ifPresent(seed -> all.add("seed: " + seed));
        failWithMessage("%s", String.join("\n", all));
    }

    private static String requireCommand(String name) {
        if (Arrays.stream(CommandId.values())
                .noneMatch(command -> command.name().equals(name))) {
            throw new IllegalArgumentException("'" + name + "' is no command of the firmware, expected one of "
                    + Arrays.stream(CommandId.values()).map(CommandId::name).collect(Collectors.joining(", ")));
        }
        return name;
    }
}
