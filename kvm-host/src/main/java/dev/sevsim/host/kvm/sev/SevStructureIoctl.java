package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.layout.StructCodec;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.host.kernel.ErrnoException;

/**
 * A sub-command that reads a structure of user space: the state of the VM is checked first, then the structure is copied in.
 *
 * @param <T> the structure
 */
abstract class SevStructureIoctl<T> extends SevIoctl {
    private final StructCodec<T> codec;

    /** A sub-command whose {@code data} points to such a structure. */
    SevStructureIoctl(KvmSevCommandId id, StructCodec<T> codec) {
        super(id, codec.layout());
        this.codec = codec;
    }

    @Override
    final void run(SevCall call) {
        requireState(call.vm());
        run(call, codec.decode(call.copyIn(codec.layout())));
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
