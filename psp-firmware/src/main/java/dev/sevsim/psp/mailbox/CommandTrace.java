package dev.sevsim.psp.mailbox;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.layout.Direction;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.bus.Party;
import dev.sevsim.bus.trace.Explanation;
import dev.sevsim.bus.trace.Trace;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.psp.platform.Platform;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;

/** One {@code firmware.command} event for each command: its buffer by field names, the status, and why it was refused. */
final class CommandTrace {
    static final String KIND = "firmware.command";

    private final Trace trace;
    private final Platform platform;
    private final String registers;
    private TraceEvent event = TraceEvent.of(Party.PSP.label(), Party.PSP.label(), KIND);

    CommandTrace(Trace trace, Platform platform, String registers) {
        this.trace = trace;
        this.platform = platform;
        this.registers = registers;
    }

    void command(int id, String name) {
        if (trace.enabled()) {
            event = event.with("command", name)
                    .with("id", hex(id))
                    .with("registers", registers)
                    .with("platformState", platform.state().name());
        }
    }

    void input(StructLayout layout, Bytes buffer) {
        if (trace.enabled()) {
            fields(layout, buffer, "", Direction.OUT);
            event = event.withRaw(buffer);
        }
    }

    void output(StructLayout layout, Bytes buffer) {
        if (trace.enabled()) {
            fields(layout, buffer, "out.", Direction.IN);
        }
    }

    void end(SevStatus status, Optional<Explanation> explanation) {
        if (trace.enabled()) {
            TraceEvent ended =
                    event.with("platformStateAfter", platform.state().name()).withOutcome(status.name());
            trace.record(explanation.map(ended::withExplanation).orElse(ended));
        }
    }

    private void fields(StructLayout layout, Bytes buffer, String prefix, Direction left) {
        ByteBuffer b = layout.view(buffer);
        for (Field field : layout.fields()) {
            if (!field.reserved() && field.direction() != left) {
                event = event.with(prefix + field.name(), value(field, b));
            }
        }
    }

    private static Object value(Field field, ByteBuffer b) {
        return switch (field.width()) {
            case 1 -> field.getU8(b);
            case 2 -> field.getU16(b);
            case 4 ->
                field.name().equals("POLICY") ? hex(field.getU32(b)) : (Object) Integer.toUnsignedLong(field.getU32(b));
            case 8 -> "0x" + Long.toHexString(field.getU64(b));
            default -> field.getBytes(b).toHex();
        };
    }

    private static String hex(int value) {
        return "0x" + Integer.toHexString(value).toLowerCase(Locale.ROOT);
    }
}
