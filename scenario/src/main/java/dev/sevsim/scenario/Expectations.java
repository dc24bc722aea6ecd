package dev.sevsim.scenario;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.PlatformState;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.io.file.InputException;
import dev.sevsim.io.text.NearMiss;
import dev.sevsim.machine.LaunchReport.Refusal;
import dev.sevsim.machine.LaunchReport.Verdict;
import dev.sevsim.owner.service.AuditEvent.Request;
import dev.sevsim.scenario.ExpectationKind.Shape;
import dev.sevsim.scenario.expect.Answers;
import dev.sevsim.scenario.expect.ConsoleText;
import dev.sevsim.scenario.expect.DigestIs;
import dev.sevsim.scenario.expect.GuestFile;
import dev.sevsim.scenario.expect.HostNeverSees;
import dev.sevsim.scenario.expect.HostNeverSeesText;
import dev.sevsim.scenario.expect.HostSees;
import dev.sevsim.scenario.expect.KernelLogText;
import dev.sevsim.scenario.expect.LeavesBehind;
import dev.sevsim.scenario.expect.LeavesBehind.Resource;
import dev.sevsim.scenario.expect.ModuleLoaded;
import dev.sevsim.scenario.expect.PlatformStateIs;
import dev.sevsim.scenario.expect.ReasonContains;
import dev.sevsim.scenario.expect.RefusedBy;
import dev.sevsim.scenario.expect.RuleContains;
import dev.sevsim.scenario.expect.TakesAtMost;
import dev.sevsim.scenario.expect.VerdictIs;
import dev.sevsim.scenario.leak.Leak.Kind;
import dev.sevsim.scenario.leak.Leak.Place;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every expectation, by its name in files. A new one is a record in {@link dev.sevsim.scenario.expect} and a line here. */
public final class Expectations {
    private static final String ABSENT = "absent";
    private static final String HEXADECIMAL = "hex:";
    private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|m)");

    private static final List<ExpectationKind> ALL = List.of(
            text(
                    "verdict",
                    names(Verdict.values()),
                    "The verdict of the launch; docs/verdicts.md has the rules.",
                    value -> new VerdictIs(constant(value, Verdict.values()))),
            text(
                    "refused-by",
                    names(Refusal.By.values()),
                    "The party that ended the launch, or whose failure did.",
                    value -> new RefusedBy(constant(value, Refusal.By.values()))),
            texts("reason", "The reason why the launch was not accepted contains each text.", ReasonContains::new),
            texts("rule", "The rule behind the refusal, or what was found, contains each text.", RuleContains::new),
            new ExpectationKind(
                    "firmware",
                    Shape.TABLE,
                    names(CommandId.values(), CommandId::name),
                    Stream.concat(names(SevStatus.values(), SevStatus::name).stream(), Stream.of(Answers.NEVER))
                            .toList(),
                    "The firmware's answer to the last command of each name, or to the N-th of NAME #N; never for a command that"
                            + " must not come.",
                    (key, values) -> List.of(AnswerTexts.read(Answers.By.FIRMWARE, key, values.get(0)))),
            new ExpectationKind(
                    "ioctl",
                    Shape.TABLE,
                    AnswerTexts.ioctls(),
                    List.of(),
                    "The host's answer to the last ioctl of each name, or to the N-th of NAME #N: 0, or an errno with the firmware's"
                            + " status behind it, such as EIO BAD_MEASUREMENT; never for one that must not come. Of ioctls of vCPUs and"
                            + " of /dev/kvm refusals alone count.",
                    (key, values) -> List.of(AnswerTexts.read(Answers.By.IOCTL, key, values.get(0)))),
            new ExpectationKind(
                    "qmp",
                    Shape.TABLE,
                    List.of(),
                    List.of(),
                    "The monitor's answer to the last command of each name that send-qmp has given, or to the N-th of NAME #N: success,"
                            + " or the class of an error and a part of its text, such as GenericError SEV: Not in correct state.",
                    (key, values) -> List.of(AnswerTexts.read(Answers.By.QMP, key, values.get(0)))),
            new ExpectationKind(
                    "audit",
                    Shape.TABLE,
                    names(Request.values(), Request::name),
                    List.of(),
                    "The outcome of the last request of each kind in the audit log of the attestation service, or of the N-th of NAME"
                            + " #N, with a part of its text if it matters: granted, accepted or a code of a refusal; never for one that"
                            + " must not come.",
                    (key, values) -> List.of(AnswerTexts.read(Answers.By.AUDIT, key, values.get(0)))),
            texts("console-shows", "The guest has printed each text.", text -> new ConsoleText(text, true)),
            texts("console-lacks", "The guest has printed none of the texts.", text -> new ConsoleText(text, false)),
            texts("kernel-log-shows", "The guest's kernel log has each text.", text -> new KernelLogText(text, true)),
            texts(
                    "kernel-log-lacks",
                    "The guest's kernel log has none of the texts.",
                    text -> new KernelLogText(text, false)),
            new ExpectationKind(
                    "guest-file",
                    Shape.TABLE,
                    List.of(),
                    List.of(),
                    "Files of the guest by their absolute paths, each with its content as text in UTF-8 or as hex:DIGITS; absent for a"
                            + " file that must not exist.",
                    (key, values) -> List.of(new GuestFile(key, content(values.get(0))))),
            texts("module-loaded", "Each module is loaded in the guest's kernel.", ModuleLoaded::new),
            new ExpectationKind(
                    "host-never-sees",
                    Shape.TEXTS,
                    List.of(),
                    List.of(),
                    "The host sees none of these in anything that it can reach, in no encoding: secrets, keys and private-pages, which"
                            + " every scenario expects that has no host-sees for them, or a text. Secrets and texts of fewer than 4"
                            + " bytes occur by chance and are not searched for.",
                    (key, values) -> values.stream().map(Expectations::unseen).toList()),
            new ExpectationKind(
                    "host-sees",
                    Shape.TABLE_OF_TEXTS,
                    kinds(),
                    names(Place.values()),
                    "The host sees some of secrets, keys or private-pages in each of these places and in no other: the outcome of an"
                            + " attack that succeeds.",
                    (key, values) -> List.of(new HostSees(
                            constant(key, Kind.values()),
                            values.stream()
                                    .map(value -> constant(value, Place.values()))
                                    .collect(Collectors.toSet())))),
            text(
                    "launch-digest",
                    List.of(),
                    "The launch digest that the owner computes, 64 hexadecimal digits.",
                    value -> new DigestIs(hexadecimal(value))),
            text(
                    "simulated-time-at-most",
                    List.of(),
                    "Limit of simulated time, such as 500ms, 30s or 10m.",
                    value -> new TakesAtMost(time(value))),
            text(
                    "platform-state",
                    names(PlatformState.values(), PlatformState::name),
                    "The state of the platform in the firmware.",
                    value -> new PlatformStateIs(constant(value, PlatformState.values(), PlatformState::name))),
            new ExpectationKind(
                    "leaves-behind",
                    Shape.TEXTS,
                    List.of(),
                    names(Resource.values()),
                    "What stays when the guest has ended, and nothing else: every other scenario leaves nothing.",
                    (key, values) -> List.of(LeavesBehind.of(values.stream()
                            .map(value -> constant(value, Resource.values()))
                            .collect(Collectors.toSet())))));

    private Expectations() {}

    /** Every kind, in the order of docs/scenarios.md. */
    public static List<ExpectationKind> all() {
        return ALL;
    }

    /** The kind of a name. */
    public static Optional<ExpectationKind> named(String name) {
        return ALL.stream().filter(kind -> kind.name().equals(name)).findFirst();
    }

    private static ExpectationKind text(
            String name, List<String> values, String description, Function<String, Expectation> maker) {
        return new ExpectationKind(
                name, Shape.TEXT, List.of(), values, description, (key, given) -> List.of(maker.apply(given.get(0))));
    }

    private static ExpectationKind texts(String name, String description, Function<String, Expectation> maker) {
        return new ExpectationKind(
                name,
                Shape.TEXTS,
                List.of(),
                List.of(),
                description,
                (key, given) -> given.stream()
                        .map(value -> maker.apply(nonEmpty(name, value)))
                        .toList());
    }

    private static String nonEmpty(String name, String text) {
        if (text.isEmpty()) {
            throw new InputException(name + " is empty, which every text contains");
        }
        return text;
    }

    private static Expectation unseen(String value) {
        return kinds().contains(value)
                ? new HostNeverSees(constant(value, Kind.values()))
                : new HostNeverSeesText(value);
    }

    /** What has a name; a text is given as it is. */
    private static List<String> kinds() {
        return Stream.of(Kind.SECRETS, Kind.KEYS, Kind.PRIVATE_PAGES)
                .map(Kind::text)
                .toList();
    }

    private static Optional<Bytes> content(String value) {
        if (value.equals(ABSENT)) {
            return Optional.empty();
        }
        return Optional.of(
                value.startsWith(HEXADECIMAL)
                        ? hexadecimal(value.substring(HEXADECIMAL.length()))
                        : Bytes.ofUtf8(value));
    }

    private static Bytes hexadecimal(String digits) {
        try {
            return Bytes.copyOf(HexFormat.of().parseHex(digits));
        } catch (IllegalArgumentException e) {
            throw new InputException("'" + digits + "' is not an even number of hexadecimal digits", e);
        }
    }

    private static Duration time(String text) {
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            throw new InputException("'" + text + "' is no time, expected for instance 500ms, 30s or 10m");
        }
        long number = Long.parseLong(time.group(1));
        return switch (time.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            default -> Duration.ofMinutes(number);
        };
    }

    private static <E extends Enum<E>> List<String> names(E[] constants) {
        return names(constants, Expectations::hyphens);
    }

    private static <E extends Enum<E>> List<String> names(E[] constants, Function<E, String> name) {
        return Arrays.stream(constants).map(name).toList();
    }

    private static <E extends Enum<E>> E constant(String text, E[] constants) {
        return constant(text, constants, Expectations::hyphens);
    }

    static <E extends Enum<E>> E constant(String text, E[] constants, Function<E, String> name) {
        return Arrays.stream(constants)
                .filter(one -> name.apply(one).equals(text))
                .findFirst()
                .orElseThrow(() -> unknown(text, names(constants, name)));
    }

    static InputException unknown(String text, List<String> names) {
        String near = NearMiss.question(text, names);
        return new InputException("'" + text + "' is unknown"
                + (near.isEmpty() ? ", expected one of " + String.join(", ", names) : near));
    }

    private static String hyphens(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
