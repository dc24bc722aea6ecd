package dev.sevsim.view;

import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.bus.frame.FrameType;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.view.Run.Disclosure;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Leaves out what a trace shows in the teaching view alone: what the guest put out or took in by port, which may be secrets.
 *
 * <p>A trace that was not recorded in that view has none of it.
 */
final class Redaction {
    private static final Set<String> PORT_DATA = Set.of("data", "rax");

    private Redaction() {}

    static TraceEvent of(TraceEvent event, Disclosure disclosure) {
        if (disclosure == Disclosure.REVEALED || !mayShowConsole(event)) {
            return event;
        }
        Map<String, Object> fields = new LinkedHashMap<>(event.fields());
        fields.keySet().removeAll(PORT_DATA);
        return new TraceEvent(
                event.from(), event.to(), event.kind(), fields, Optional.empty(), event.outcome(), event.explanation());
    }

    private static boolean mayShowConsole(TraceEvent event) {
        boolean exit = event.kind().equals(FrameType.VCPU_EXIT.kind());
        boolean hasData = event.fields().containsKey("data")
                || !event.fields().getOrDefault("dataLength", 0L).toString().equals("0");
        boolean byPort = ExitReason.IOIO.name().equals(event.fields().get("reason"));
        boolean entry = event.kind().equals(FrameType.VCPU_ENTRY.kind());
        return (exit && (hasData || byPort)) || (entry && hasData);
    }
}
