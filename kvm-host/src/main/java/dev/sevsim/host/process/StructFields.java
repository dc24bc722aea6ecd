package dev.sevsim.host.process;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.bus.trace.TraceEvent;
import java.util.Optional;

/** Names the bytes of a structure for the trace. */
public final class StructFields {
    private StructFields() {}

    /** The event with one field per field of the structure, under {@code prefix}. */
    public static TraceEvent add(TraceEvent event, String prefix, StructLayout layout, Bytes raw) {
        TraceEvent with = event;
        for (Field field : layout.fields()) {
            if (!field.reserved()) {
                Bytes value = raw.slice(field.offset(), field.offset() + field.width());
                with = with.with(prefix + field.name(), hex(value));
            }
        }
        return with;
    }

    /** The event with the fields of a structure in user memory, when it can be read. */
    public static TraceEvent addUser(
            TraceEvent event, HostProcess process, Optional<StructLayout> layout, long userAddress) {
        return layout.filter(l -> process.memory().isMapped(new HostVirtual(userAddress), l.size()))
                .map(l -> add(event, l.name() + ".", l, process.copyIn(userAddress, l.size())))
                .orElse(event);
    }

    /** The same structure with one 32-bit field changed; padding stays as the caller had it. */
    public static Bytes withU32(StructLayout layout, Bytes raw, String name, int value) {
        Field field = layout.fields().stream()
                .filter(f -> f.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(layout.name() + " has no field " + name));
        byte[] changed = raw.toArray();
        field.putU32(layout.view(changed), value);
        return Bytes.copyOf(changed);
    }

    private static String hex(Bytes littleEndian) {
        if (littleEndian.length() > Long.BYTES) {
            return littleEndian.toHex();
        }
        long value = littleEndian.paddedTo(Long.BYTES).asLittleEndian().getLong();
        return "0x" + Long.toHexString(value);
    }
}
