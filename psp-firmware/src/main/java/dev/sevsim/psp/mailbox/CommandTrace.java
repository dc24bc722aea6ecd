package dev.sevsim.psp.mailbox;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.layout.Direction;
import dev.sevsim.abi.layout.FieldFormat;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.bus.Party;
import dev.sevsim.bus.trace.Explanation;
import dev.sevsim.bus.trace.RefusedCommand;
import dev.sevsim.bus.trace.Trace;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.psp.platform.Platform;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One {@code firmware.command} event for each command: its buffer by field names, the status, and why it was refused.
 */
final class CommandTrace {
    static final String KIND = "firmware.command";

    private final Trace trace;
    private final Platform platform;
    /** Null where events are not kept. */
    private final TraceEvent.@Nullable Builder event;

    private String command = "";

    CommandTrace(Trace trace, Platform platform) {
        this.trace = trace;
        this.platform = platform;
        event = trace.enabled() ? TraceEvent.builder(Party.PSP.label(), Party.PSP.label(), KIND) : null;
    }

    void command(int id, String name) {
        command = name;
        if (event != null) {
            event.with("command", name)
                    .with("id", FieldFormat.hex(id))
                    .with("platformState", platform.state().name());
        }
    }

    void input(StructLayout layout, Bytes buffer) {
        if (event != null) {
            FieldFormat.describe(layout, buffer, field -> field.direction() != Direction.OUT, event::with);
            event.withRaw(buffer);
        }
    }

    void output(StructLayout layout, Bytes buffer) {
        if (event != null) {
            FieldFormat.describe(
                    layout,
                    buffer,
                    field -> field.direction() != Direction.IN,
                    (name, value) -> event.with("out." + name, value));
        }
    }

    void end(SevStatus status, Optional<Explanation> explanation) {
        explanation.ifPresent(why -> trace.refused(new RefusedCommand(Party.PSP, command, status.name(), why)));
        if (event != null) {
            event.with("platformStateAfter", platform.state().name()).withOutcome(status.name());
            explanation.ifPresent(event::withExplanation);
            trace.record(event.build());
        }
    }
}
