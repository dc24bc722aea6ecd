package dev.sevsim.cli;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.bus.frame.FrameType;
import dev.sevsim.bus.trace.TraceEvent;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Fields of a trace record as a reader meets them: numbers by their names, lengths with their unit, without what repeats another
 * field. JSON has every field as it was recorded.
 */
final class TraceFields {
    private static final int DIRECTION_IN = 1;
    private static final int PORT_SHIFT = 16;
    private static final int WIDTH_SHIFT = 4;
    private static final int WIDTH_MASK = 0x7;

    private static final Pattern LENGTH = Pattern.compile("(?i).*(len|length|size)");
    private static final Set<String> REGISTERS = Set.of("rax", "rbx", "rcx", "rdx", "info2", "dataLength");
    private static final Set<String> OF_THE_COMMAND =
            Set.of("commandRegister", "ioc", "bufferHigh", "responseRegister");

    private final TraceEvent event;
    private final Map<String, String> shown = new LinkedHashMap<>();

    private TraceFields(TraceEvent event) {
        this.event = event;
    }

    /** Names and values in the order of the record. */
    static Map<String, String> of(TraceEvent event) {
        TraceFields fields = new TraceFields(event);
        event.fields().forEach((name, value) -> fields.add(name, value.toString()));
        return fields.shown;
    }

    private void add(String name, String value) {
        String kind = event.kind();
        if (kind.equals("firmware.mailbox") && name.equals("registers")) {
            return; // the same registers at every start
        }
        if (kind.startsWith("mailbox.")) {
            addMailbox(name, value);
        } else if (kind.startsWith("vcpu.")) {
            addVcpu(name, value);
        } else if (kind.equals(FrameType.DEVICE_CALL.kind()) && name.equals("request")) {
            shown.put(name, ioctl(value).orElse(value));
        } else if (kind.equals(FrameType.DEVICE_RESULT.kind())) {
            shown.put(name, value + errno(value));
        } else {
            boolean length = LENGTH.matcher(name).matches() && value.matches("\\d+");
            shown.put(name, length ? value + " bytes" : value);
        }
    }

    private void addMailbox(String name, String value) {
        if (name.equals("command")) {
            shown.put(
                    name,
                    number(value).flatMap(CommandId::fromCode).map(Enum::name).orElse(value));
        } else if (name.equals("status")) {
            shown.put(
                    name,
                    number(value).flatMap(SevStatus::fromCode).map(Enum::name).orElse(value));
        } else if (!OF_THE_COMMAND.contains(name)) {
            shown.put(name, value);
        }
    }

    private void addVcpu(String name, String value) {
        boolean port = Objects.equals(event.fields().get("reason"), ExitReason.IOIO.name());
        if (port && name.equals("info1") && number(value).isPresent()) {
            // docs/reference/kvm-host.md: EXITINFO1 of an IOIO intercept.
            int info = number(value).get();
            shown.put(
                    "io",
                    String.format(
                            Locale.ROOT,
                            "%s:0x%x:%d",
                            (info & DIRECTION_IN) != 0 ? "in" : "out",
                            info >>> PORT_SHIFT,
                            (info >>> WIDTH_SHIFT) & WIDTH_MASK));
        } else if (!REGISTERS.contains(name) || !value.matches("0|0x0")) {
            shown.put(name, value);
        }
    }

    private static Optional<String> ioctl(String value) {
        return number(value)
                .flatMap(request -> Ioctl.byName().entrySet().stream()
                        .filter(named -> named.getValue().equals(request))
                        .map(Map.Entry::getKey)
                        .findFirst());
    }

    private static String errno(String value) {
        return number(value)
                .filter(result -> result < 0)
                .flatMap(result -> Errno.fromCode(-result))
                .map(errno -> " (" + errno + ")")
                .orElse("");
    }

    /** A number of 32 bits, decimal or hexadecimal after 0x; empty for other text. */
    private static Optional<Integer> number(String text) {
        try {
            return Optional.of(
                    text.startsWith("0x") ? Integer.parseUnsignedInt(text.substring(2), 16) : Integer.parseInt(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
