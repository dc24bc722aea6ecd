package dev.sevsim.host.kvm;

import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.host.kernel.ErrnoException;
import dev.sevsim.host.kernel.HostProcess;
import dev.sevsim.host.kernel.StructFields;
import dev.sevsim.host.kernel.TracedCall;
import java.util.Optional;
import java.util.function.LongSupplier;

/** One ioctl of a VM's descriptor. */
abstract class VmIoctl {
    private final int request;
    private final String name;
    private final Optional<StructLayout> structure;

    /** An ioctl whose argument is a number. */
    VmIoctl(int request, String name) {
        this.request = request;
        this.name = name;
        this.structure = Optional.empty();
    }

    /** An ioctl whose argument is the user address of a structure. */
    VmIoctl(int request, String name, StructLayout structure) {
        this.request = request;
        this.name = name;
        this.structure = Optional.of(structure);
    }

    final int request() {
        return request;
    }

    /**
     * Runs for the process that owns the VM.
     *
     * @return 0 or more
     * @throws ErrnoException when it fails
     */
    abstract long run(Vm vm, HostProcess caller, long argument);

    /** Runs {@code body} as an operation of the trace; the structure is read before, since it may change. */
    final long traced(Vm vm, HostProcess caller, long argument, LongSupplier body) {
        TraceEvent.Builder event =
                TraceEvent.builder("vmm", "host", "kvm.ioctl").with("ioctl", name);
        if (vm.host().trace().enabled()) {
            structure.ifPresent(layout -> StructFields.addArgument(event, caller, layout, argument));
        }
        return new TracedCall(vm.host().trace(), name, "docs/reference/kvm-host.md sections 2.1 and 2.8")
                .run(() -> event, body);
    }
}
