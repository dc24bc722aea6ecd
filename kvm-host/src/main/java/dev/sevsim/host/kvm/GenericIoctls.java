package dev.sevsim.host.kvm;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.FieldFormat;
import dev.sevsim.bus.trace.Trace;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.host.kernel.HostProcess;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/** The generic ioctls of one file, with what was set; each is recorded as {@code kvm.generic}. */
final class GenericIoctls {
    private final Map<Integer, GenericIoctl> table;
    private final Trace trace;
    private final Map<String, Bytes> kept = new ConcurrentHashMap<>();

    GenericIoctls(Map<Integer, GenericIoctl> table, Trace trace) {
        this.table = table;
        this.trace = trace;
    }

    /**
     * Runs an ioctl of the table.
     *
     * @return what it returns; empty for a request that is not in the table
     * @throws dev.sevsim.host.kernel.ErrnoException EFAULT for an argument that is not mapped
     */
    OptionalLong run(HostProcess caller, int request, long argument) {
        GenericIoctl known = table.get(request);
        if (known == null) {
            return OptionalLong.empty();
        }
        switch (known.effect()) {
            case ACCEPT -> {
                // No effect on the model.
            }
            case KEEP -> kept.put(known.field(), caller.copyIn(argument, known.bytes()));
            case GIVE -> caller.copyOut(argument, kept.getOrDefault(known.field(), initial(known)));
            case LIST -> caller.copyOut(argument, Bytes.u32Le(0));
        }
        if (trace.enabled()) {
            trace.record(TraceEvent.builder("vmm", "host", "kvm.generic")
                    .with("ioctl", known.name())
                    .with("argument", FieldFormat.hex(argument))
                    .withOutcome(Long.toString(result(known)))
                    .build());
        }
        return OptionalLong.of(result(known));
    }

    private static long result(GenericIoctl of) {
        return of.effect() == GenericIoctl.Effect.ACCEPT ? of.value() : 0;
    }

    private static Bytes initial(GenericIoctl of) {
        return of.value() == 0 ? Bytes.zeros(of.bytes()) : Bytes.u64Le(of.value());
    }
}
