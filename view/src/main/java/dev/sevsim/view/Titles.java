package dev.sevsim.view;

import dev.sevsim.bus.frame.DeviceOperation;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.bus.frame.FrameType;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.view.FrameTree.Node;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A frame in few words, with the names of commands and ioctls instead of their numbers. */
final class Titles {
    private static final Map<String, String> OWNER = Map.of(
            FrameType.PLATFORM_CERTIFICATES.kind(), "PDH, PEK, OCA, CEK, ASK, ARK",
            FrameType.LAUNCH_BUNDLE.kind(), "godh, session",
            FrameType.LAUNCH_MEASUREMENT.kind(), "MEASURE, MNONCE",
            FrameType.LAUNCH_SECRET_PACKET.kind(), "secret header, payload");

    private Titles() {}

    static String of(Node node) {
        TraceEvent event = node.event();
        FrameType type = type(event.kind());
        if (type == null) {
            return ownRecord(event);
        }
        return switch (type) {
            case MAILBOX_COMMAND ->
                number(event, "command").flatMap(Values::command).orElseGet(() -> text(event, "command"));
            case MAILBOX_RESPONSE ->
                number(event, "status").flatMap(Values::status).orElseGet(() -> text(event, "status"));
            case DEVICE_CALL -> call(node);
            case DEVICE_RESULT -> "= " + result(event);
            case VCPU_ENTRY -> "VMRUN";
            case VCPU_EXIT -> exit(event);
            case OWNER_REFUSAL -> "refused: " + text(event, "reason");
            default -> OWNER.getOrDefault(event.kind(), event.kind());
        };
    }

    /** A record of something inside a party. */
    private static String ownRecord(TraceEvent event) {
        String command = text(event, "command");
        if (!command.isEmpty()) {
            return command;
        }
        String ioctl = text(event, "ioctl");
        return ioctl.isEmpty() ? event.kind() : ioctl;
    }

    private static String call(Node node) {
        TraceEvent event = node.event();
        String operation = text(event, "operation");
        if (operation.equals(DeviceOperation.OPEN.name())) {
            return "open " + number(event, "file").flatMap(Values::device).orElse("?");
        }
        if (operation.equals(DeviceOperation.CLOSE.name())) {
            return "close " + text(event, "file");
        }
        String request = text(event, "request");
        return Landmarks.command(node)
                .or(() -> number(event, "request").flatMap(Values::ioctl))
                .orElse("ioctl " + request);
    }

    private static String result(TraceEvent event) {
        try {
            return Values.result(Long.parseLong(text(event, "value")));
        } catch (NumberFormatException e) {
            return text(event, "value");
        }
    }

    private static String exit(TraceEvent event) {
        String reason = text(event, "reason");
        boolean port = reason.equals(ExitReason.IOIO.name());
        return "#VMEXIT " + reason
                + (port
                        ? Landmarks.port(event)
                                .map(access -> String.format(
                                        Locale.ROOT,
                                        " %s 0x%x:%d",
                                        access.in() ? "in" : "out",
                                        access.port(),
                                        access.width()))
                                .orElse("")
                        : detail(event, reason));
    }

    private static String detail(TraceEvent event, String reason) {
        boolean fault = reason.equals(ExitReason.NPF.name());
        String value = text(event, fault ? "info2" : "info1");
        return value.isEmpty() || value.equals("0x0") ? "" : " " + value;
    }

    private static @Nullable FrameType type(String kind) {
        for (FrameType type : FrameType.values()) {
            if (type.kind().equals(kind)) {
                return type;
            }
        }
        return null;
    }

    private static Optional<Integer> number(TraceEvent event, String field) {
        String text = text(event, field);
        try {
            return Optional.of(
                    text.startsWith("0x") ? Integer.parseUnsignedInt(text.substring(2), 16) : Integer.parseInt(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static String text(TraceEvent event, String field) {
        return event.fields().getOrDefault(field, "").toString();
    }
}
