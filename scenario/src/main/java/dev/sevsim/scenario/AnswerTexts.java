package dev.sevsim.scenario;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.SevDeviceCommand;
import dev.sevsim.host.qmp.LocalClient;
import dev.sevsim.io.file.InputException;
import dev.sevsim.owner.service.AuditEvent.Request;
import dev.sevsim.owner.service.ServiceAnswer;
import dev.sevsim.scenario.expect.Answers;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Answers of firmware and host as files write them. */
final class AnswerTexts {
    private static final Pattern NUMBERED = Pattern.compile("([A-Za-z0-9_.-]+)(?: #([1-9]\\d{0,8}))?");

    private AnswerTexts() {}

    /**
     * Reads an expected answer.
     *
     * @param key {@code NAME} or {@code NAME #N}
     * @throws InputException for a name or an answer that does not exist
     */
    static Answers read(Answers.By by, String key, String outcome) {
        Matcher numbered = NUMBERED.matcher(key);
        if (!numbered.matches()) {
            throw new InputException("'" + key + "' is no command, expected NAME or NAME #N");
        }
        String command = numbered.group(1);
        switch (by) {
            case FIRMWARE -> {
                var unused = Expectations.constant(command, CommandId.values(), CommandId::name);
                requireOutcome(outcome, names(SevStatus.values()));
            }
            case IOCTL -> {
                requireIoctl(command);
                requireAnswer(outcome);
            }
            case QMP -> requireOutcome(outcome.split(" ", 2)[0], qmpOutcomes());
            case AUDIT -> {
                var unused = Expectations.constant(command, Request.values(), Request::name);
                requireOutcome(outcome.split(" ", 2)[0], auditOutcomes());
            }
        }
        OptionalInt number =
                numbered.group(2) == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(numbered.group(2)));
        return new Answers(by, command, number, outcome);
    }

    private static void requireOutcome(String outcome, List<String> known) {
        if (!outcome.equals(Answers.NEVER) && !known.contains(outcome)) {
            throw Expectations.unknown(outcome, known);
        }
    }

    private static List<String> names(Enum<?>[] constants) {
        return Arrays.stream(constants).map(Enum::name).toList();
    }

    /** What the monitor answers, without the text of an error. */
    private static List<String> qmpOutcomes() {
        return Stream.concat(Stream.of("success"), LocalClient.errorClasses().stream())
                .toList();
    }

    /** Outcomes of an audit log, without their texts. */
    private static List<String> auditOutcomes() {
        return Stream.concat(Stream.of("granted", "accepted"), names(ServiceAnswer.Code.values()).stream())
                .toList();
    }

    /** A misspelt name would never be called, as such a name with never expects. */
    private static void requireIoctl(String name) {
        List<String> names = ioctls();
        if (!names.contains(name)) {
            throw Expectations.unknown(name, names);
        }
    }

    /** Names of all ioctls, with sub-commands under their own. */
    static List<String> ioctls() {
        return Stream.of(
                        Arrays.stream(KvmSevCommandId.values()).map(command -> "KVM_SEV_" + command.name()),
                        Arrays.stream(SevDeviceCommand.values()).map(command -> "SEV_" + command.name()),
                        Ioctl.byName().keySet().stream())
                .flatMap(names -> names)
                .toList();
    }

    private static void requireAnswer(String outcome) {
        String[] words = outcome.split(" ", -1);
        if (words.length > 2) {
            throw new InputException("'" + outcome + "' is no answer of an ioctl, expected 0, ERRNO or ERRNO STATUS");
        }
        if (!outcome.equals("0") && !outcome.equals(Answers.NEVER)) {
            var unused = Expectations.constant(words[0], Errno.values(), Errno::name);
        }
        if (words.length == 2) {
            var unused = Expectations.constant(words[1], SevStatus.values(), SevStatus::name);
        }
    }
}
