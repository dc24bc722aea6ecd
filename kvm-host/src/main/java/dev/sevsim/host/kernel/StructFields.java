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

    /** Adds the fields of a structure under their names, and its bytes. */
    public static TraceEvent.Builder add(TraceEvent.Builder event, StructLayout layout, Bytes raw) {
        FieldFormat.describe(layout, raw, field -> true, event::with);
        return event.withRaw(raw);
    }

    /** Adds an ioctl's argument in user memory, when it can be read. */
    public static TraceEvent.Builder addArgument(
            TraceEvent.Builder event, HostProcess process, StructLayout layout, long userAddress) {
        read(process, layout, userAddress).ifPresent(raw -> add(event, layout, raw));
        return event;
    }

    /**
     * Adds an ioctl's argument and, when it can be read, the structure that its field {@code data} points to; the bytes of the one
     * stand behind those of the other.
     */
    public static TraceEvent.Builder addWithData(
            TraceEvent.Builder event, HostProcess process, Argument argument, Optional<StructLayout> data) {
        add(event, argument.layout(), argument.raw());
        data.ifPresent(layout -> read(process, layout, argument.data()).ifPresent(raw -> {
            FieldFormat.describe(layout, raw, field -> true, (name, value) -> event.with(DATA + name, value));
            event.withRaw(Bytes.concat(argument.raw(), raw));
        }));
        return event;
    }

    private static Optional<Bytes> read(HostProcess process, StructLayout layout, long userAddress) {
        return process.memory().isMapped(new HostVirtual(userAddress), layout.size())
                ? Optional.of(process.copyIn(userAddress, layout.size()))
                : Optional.empty();
    }

    /**
     * The argument of an ioctl that points to another structure.
     *
     * @param raw its bytes
     * @param data its field {@code data}: a user address, 0 for none
     */
    public record Argument(StructLayout layout, Bytes raw, long data) {}

    /** The same structure with one 32-bit field changed; padding stays as the caller had it. */
    public static Bytes withU32(StructLayout layout, Bytes raw, String name, int value) {
        byte[] changed = raw.toArray();
        layout.field(name).putU32(layout.view(changed), value);
        return Bytes.copyOf(changed);
    }
}
