package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.host.kernel.DriverCommand;
import java.util.Optional;

/** One sub-command of KVM_MEMORY_ENCRYPT_OP. */
abstract class SevIoctl extends DriverCommand<KvmSevCommandId, SevCall> {
    /** One whose argument has no structure. */
    SevIoctl(KvmSevCommandId id) {
        super(id, Optional.empty());
    }

    /** One whose argument points to a structure. */
    SevIoctl(KvmSevCommandId id, StructLayout structure) {
        super(id, Optional.of(structure));
    }
}
