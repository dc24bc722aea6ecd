package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.uapi.KvmSevCommandId;

/** One sub-command of KVM_MEMORY_ENCRYPT_OP. */
interface SevIoctl {
    KvmSevCommandId id();

    /** Runs; an errno is thrown, the header is copied back either way. */
    void run(SevCall call);
}
