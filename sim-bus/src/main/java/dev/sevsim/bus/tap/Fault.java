package dev.sevsim.bus.tap;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.bus.TappedFrame;
import dev.sevsim.bus.frame.DeviceCall;
import dev.sevsim.bus.frame.DeviceOperation;
import dev.sevsim.bus.frame.FrameType;
import dev.sevsim.bus.trace.Trace;
import dev.sevsim.bus.trace.TraceEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * One fault on the bus, by the meaning of the frame that it befalls.
 *
 * <p>As text {@code NAME[/answer]:N:ACTION[=VALUE]}. NAME is a firmware command ({@code LAUNCH_MEASURE}), an ioctl
 * ({@code KVM_RUN}) or the kind of a frame in traces ({@code owner.launch-secret}). N counts the frames of that name from 1; the
 * driver and the VMM issue some commands twice, first to learn a length. {@code /answer} means the answer to a command or ioctl
 * instead of the request.
 *
 * @param name the frames that count
 * @param answer whether the answers to these frames count instead
 * @param nth which of them the fault befalls, from 1
 * @param action what happens to it
 */
public record Fault(String name, boolean answer, int nth, FaultAction action) {
    private static final String ANSWER = "/answer";

    /** A frame holds the ioctl's number; the sub-command is in the caller's memory. */
    private static final String SUB_COMMANDS =
            "; a sub-command goes by its ioctl, KVM_MEMORY_ENCRYPT_OP or SEV_ISSUE_CMD, or by the firmware command";

    /** Checks name and number. */
    public Fault {
        if (nth < 1) {
            throw new IllegalArgumentException("fault number " + nth + ", expected 1 or more");
        }
        if (answer ? !isRequest(name) : !names().contains(name)) {
            throw new IllegalArgumentException(
                    "fault name " + name + ", expected " + (answer ? "a request" : "a name"));
        }
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException for another text; the message names what is expected
     */
    public static Fault parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("'" + text + "' is not NAME[/answer]:N:ACTION[=VALUE], expected for"
                    + " instance LAUNCH_MEASURE:1:drop");
        }
        boolean answer = parts[0].endsWith(ANSWER);
        String name = answer ? parts[0].substring(0, parts[0].length() - ANSWER.length()) : parts[0];
        if (!names().contains(name)) {
            throw new IllegalArgumentException("'" + name + "' is no firmware command, ioctl or kind of frame, expected"
                    + " one of " + String.join(", ", names()) + SUB_COMMANDS);
        }
        if (answer && !isRequest(name)) {
            throw new IllegalArgumentException(
                    "'" + name + "' has no answer of its own, expected a firmware command or an ioctl before /answer");
        }
        return new Fault(name, answer, number(parts[1]), FaultAction.parse(parts[2]));
    }

    /** Every name: firmware commands, ioctls, kinds of frames. */
    public static List<String> names() {
        List<String> names = new ArrayList<>();
        Arrays.stream(CommandId.values()).map(CommandId::name).forEach(names::add);
        names.addAll(Ioctl.byName().keySet());
        Arrays.stream(FrameType.values()).map(FrameType::kind).forEach(names::add);
        return names;
    }

    /** The fault as a tap for every link; each use of it is recorded in {@code trace}. */
    public FaultInjector injector(Trace trace) {
        return new FaultInjector(action.rules(
                answer ? new AnswersTo(frames()) : frames(),
                nth,
                befallen -> trace.record(TraceEvent.builder(
                                befallen.from().label(), befallen.to().label(), "fault")
                        .with("fault", toString())
                        .with("frame", kind(befallen))
                        .build())));
    }

    @Override
    public String toString() {
        return name + (answer ? ANSWER : "") + ":" + nth + ":" + action;
    }

    private static int number(String text) {
        try {
            int number = Integer.parseInt(text);
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Refused below, as numbers out of range are.
        }
        throw new IllegalArgumentException("'" + text + "' is no number of a frame, expected 1 or more");
    }

    private static boolean isRequest(String name) {
        return Ioctl.byName().containsKey(name)
                || Arrays.stream(CommandId.values()).anyMatch(id -> id.name().equals(name));
    }

    private Predicate<TappedFrame> frames() {
        Integer request = Ioctl.byName().get(name);
        if (request != null) {
            return frame -> frame.envelope()
                    .filter(e -> e.frame() instanceof DeviceCall call
                            && call.operation() == DeviceOperation.IOCTL
                            && call.request() == request)
                    .isPresent();
        }
        return Arrays.stream(FrameType.values())
                .filter(type -> type.kind().equals(name))
                .findFirst()
                .map(FaultInjector::ofType)
                .orElseGet(() -> FaultInjector.mailboxCommand(CommandId.valueOf(name)));
    }

    private static String kind(TappedFrame frame) {
        return frame.envelope().map(e -> e.frame().type().kind()).orElse("malformed");
    }
}
