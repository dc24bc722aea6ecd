package dev.sevsim.host.kernel;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.layout.FieldFormat;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.bus.trace.TraceEvent;
import java.util.Optional;

/** Structures of user memory: their fields for the trace, and changes of single fields. */
public final class StructFields {
    private static final String DATA = "data.";

    private StructFields() {}

    /** Adds the fields of a structure under their names. */
    public static TraceEvent.Builder add(TraceEvent.Builder event, StructLayout layout, Bytes raw) {
        FieldFormat.describe(layout, raw, field -> true, event::with);
        return event;
    }

    /** Adds the fields of an ioctl's argument in user memory, when it can be read. */
    public static TraceEvent.Builder addArgument(
            TraceEvent.Builder event, HostProcess process, StructLayout layout, long userAddress) {
        if (process.memory().isMapped(new HostVirtual(userAddress), layout.size())) {
            add(event, layout, process.copyIn(userAddress, layout.size()));
        }
        return event;
    }

    /** Adds the fields of the structure that an argument's field {@code data} points to, when it can be read. */
    public static TraceEvent.Builder addData(
            TraceEvent.Builder event, HostProcess process, Optional<StructLayout> layout, long userAddress) {
        layout.filter(l -> process.memory().isMapped(new HostVirtual(userAddress), l.size()))
                .ifPresent(l -> FieldFormat.describe(
                        l,
                        process.copyIn(userAddress, l.size()),
                        field -> true,
                        (name, value) -> event.with(DATA + name, value)));
        return event;
    }

    /** The same structure with one 32-bit field changed; padding stays as the caller had it. */
    public static Bytes withU32(StructLayout layout, Bytes raw, String name, int value) {
        byte[] changed = raw.toArray();
        layout.field(name).putU32(layout.view(changed), value);
        return Bytes.copyOf(changed);
    }
}
