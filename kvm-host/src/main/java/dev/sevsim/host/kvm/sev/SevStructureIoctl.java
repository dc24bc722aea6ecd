package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.host.kernel.ErrnoException;
import java.util.function.Function;

/**
 * A sub-command that reads a structure of user space: the state of the VM is checked first, then the structure is copied in.
 *
 * @param <T> the structure
 */
abstract class SevStructureIoctl<T> extends SevIoctl {
    private final StructLayout layout;
    private final Function<Bytes, T> decoder;

    /** A sub-command whose {@code data} points to a structure of this layout. */
    SevStructureIoctl(KvmSevCommandId id, StructLayout layout, Function<Bytes, T> decoder) {
        super(id, layout);
        this.layout = layout;
        this.decoder = decoder;
    }

    @Override
    final void run(SevCall call) {
        requireState(call.vm());
        run(call, decoder.apply(call.copyIn(layout)));
    }

    /** Refuses a VM that was not initialised for SEV. */
    void requireState(SevVm vm) {
        vm.requireActive();
    }

    /**
     * Runs with the structure as the caller passed it.
     *
     * @throws ErrnoException when it fails
     */
    abstract void run(SevCall call, T user);
}
