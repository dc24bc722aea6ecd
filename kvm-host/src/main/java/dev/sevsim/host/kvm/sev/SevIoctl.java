package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.host.kernel.ErrnoException;
import java.util.Optional;

/** One sub-command of KVM_MEMORY_ENCRYPT_OP. */
abstract class SevIoctl {
    private final KvmSevCommandId id;
    private final Optional<StructLayout> structure;

    /** One whose argument has no structure. */
    SevIoctl(KvmSevCommandId id) {
        this.id = id;
        this.structure = Optional.empty();
    }

    /** One whose argument points to a structure. */
    SevIoctl(KvmSevCommandId id, StructLayout structure) {
        this.id = id;
        this.structure = Optional.of(structure);
    }

    final KvmSevCommandId id() {
        return id;
    }

    /** The structure of user space, for the trace. */
    final Optional<StructLayout> structure() {
        return structure;
    }

    /**
     * Runs; the header is copied back also after a failure.
     *
     * @throws ErrnoException when it fails
     */
    abstract void run(SevCall call);
}
