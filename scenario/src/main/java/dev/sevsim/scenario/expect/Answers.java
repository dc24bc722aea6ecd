package dev.sevsim.scenario.expect;

import dev.sevsim.scenario.Answer;
import dev.sevsim.scenario.Expectation;
import dev.sevsim.scenario.Mismatch;
import dev.sevsim.scenario.Observed;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a party answers to a command.
 *
 * @param by the party
 * @param command name of a firmware command, of an ioctl, of a command of the monitor, or of a request to the service
 * @param number which of the commands of that name, from 1; empty for the last one
 * @param outcome the answer: a status, or an errno with the firmware's status behind it, or an outcome
 *     with a part of its text behind it; {@link #NEVER} for a command that must not come
 */
public record Answers(By by, String command, OptionalInt number, String outcome) implements Expectation {
    /** The command does not come. */
    public static final String NEVER = "never";

    /** Who answers. */
    public enum By {
        /** The Secure Processor's firmware: a status by its name. */
        FIRMWARE,
        /** The host's drivers: {@code 0}, or an errno by its name, and after it the firmware's status where there is one. */
        IOCTL,
        /** The monitor of the VMM: {@code success}, or the class of an error and, after a blank, a part of its text. */
        QMP,
        /** The audit log of an attestation service: an outcome and, after a blank, a part of its text. */
        AUDIT;

        private List<Answer> of(Observed run) {
            return switch (this) {
                case FIRMWARE -> run.firmware();
                case IOCTL -> run.ioctls();
                case QMP -> run.monitor();
                case AUDIT -> run.audit();
            };
        }

        /** Of a text in words, a part is enough. */
        private boolean holds(String expected, Answer answer) {
            if (this == FIRMWARE || this == IOCTL) {
                return answer.text().equals(expected);
            }
            String[] words = expected.split(" ", 2);
            return answer.outcome().equals(words[0])
                    && (words.length == 1 || answer.detail().orElse("").contains(words[1]));
        }

        private String events() {
            return switch (this) {
                case FIRMWARE, QMP -> "commands";
                case IOCTL -> "ioctls";
                case AUDIT -> "requests";
            };
        }

        /** The name of the expectation in files. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The last firmware command of a name has this status. */
    public static Answers firmware(String command, String status) {
        return new Answers(By.FIRMWARE, command, OptionalInt.empty(), status);
    }

    /** The last ioctl of a name has this answer. */
    public static Answers ioctl(String name, String answer) {
        return new Answers(By.IOCTL, name, OptionalInt.empty(), answer);
    }

    /** The last command of a name to the monitor has this answer: {@code success}, or the class of an error and a part of its text. */
    public static Answers qmp(String command, String answer) {
        return new Answers(By.QMP, command, OptionalInt.empty(), answer);
    }

    /** The last request of a kind has this outcome in the service's audit log, with a part of its text behind it if it matters. */
    public static Answers audit(String request, String outcome) {
        return new Answers(By.AUDIT, request, OptionalInt.empty(), outcome);
    }

    @Override
    public List<Mismatch> check(Observed run) {
        List<Answer> answers = by.of(run).stream()
                .filter(answer -> answer.name().equals(command))
                .toList();
        if (outcome.equals(NEVER)) {
            int unwanted = number.orElse(1) - 1;
            return answers.size() <= unwanted ? List.of() : List.of(mismatch(answers.get(unwanted)));
        }
        int index = number.orElse(answers.size()) - 1;
        if (index < 0 || index >= answers.size()) {
            return tooFew(answers.size(), run);
        }
        Answer answer = answers.get(index);
        return by.holds(outcome, answer) ? List.of() : List.of(mismatch(answer));
    }

    /** A command that never came is mostly missing because the launch was refused before. */
    private List<Mismatch> tooFew(int came, Observed run) {
        String refusal = Checks.refusal(run)
                .map(one -> ", the launch was refused by " + RefusedBy.name(one.by()) + ": " + one.reason())
                .orElse("");
        String found = came + " " + by.events() + " of that name" + refusal;
        return Checks.withRule(List.of(Mismatch.of(by.text(), what() + " " + outcome, found)), run);
    }

    private Mismatch mismatch(Answer answer) {
        return new Mismatch(
                by.text(), what() + " " + outcome, answer.text(), OptionalLong.of(answer.step()), answer.why());
    }

    private String what() {
        return command + (number.isPresent() ? " #" + number.getAsInt() : "");
    }
}
