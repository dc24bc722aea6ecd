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
 * @param command name of a firmware command or of an ioctl
 * @param number which of the commands of that name, from 1; empty for the last one
 * @param outcome the answer: a status, or an errno with the firmware's status behind it; {@link #NEVER} for a command that must not come
 */
public record Answers(By by, String command, OptionalInt number, String outcome) implements Expectation {
    /** The command does not come. */
    public static final String NEVER = "never";

    /** Who answers. */
    public enum By {
        /** The Secure Processor's firmware: a status by its name. */
        FIRMWARE,
        /** The host's drivers: {@code 0}, or an errno by its name, and after it the firmware's status where there is one. */
        IOCTL;

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

    @Override
    public List<Mismatch> check(Observed run) {
        List<Answer> answers = (by == By.FIRMWARE ? run.firmware() : run.ioctls())
                .stream().filter(answer -> answer.name().equals(command)).toList();
        if (outcome.equals(NEVER)) {
            return answers.isEmpty() ? List.of() : List.of(mismatch(answers.get(0)));
        }
        int index = number.orElse(answers.size()) - 1;
        if (index < 0 || index >= answers.size()) {
            return List.of(Mismatch.of(by.text(), what() + " " + outcome, answers.size() + " commands of that name"));
        }
        Answer answer = answers.get(index);
        return answer.text().equals(outcome) ? List.of() : List.of(mismatch(answer));
    }

    private Mismatch mismatch(Answer answer) {
        return new Mismatch(
                by.text(), what() + " " + outcome, answer.text(), OptionalLong.of(answer.step()), answer.why());
    }

    private String what() {
        return command + (number.isPresent() ? " #" + number.getAsInt() : "");
    }
}
