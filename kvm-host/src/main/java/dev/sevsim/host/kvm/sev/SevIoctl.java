package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import java.util.Optional;

/** One sub-command of KVM_MEMORY_ENCRYPT_OP. */
interface SevIoctl {
    KvmSevCommandId id();

    /** The user structure, for the trace; empty for a sub-command without one. */
    Optional<StructLayout> structure();

    /** Runs; an errno is thrown, the header is copied back either way. */
    void run(SevCall call);
}
