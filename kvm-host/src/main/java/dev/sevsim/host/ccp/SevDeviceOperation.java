package dev.sevsim.host.ccp;

import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.abi.uapi.SevDeviceCommand;
import dev.sevsim.host.kernel.ErrnoException;
import java.util.Optional;

/** One command of SEV_ISSUE_CMD. */
abstract class SevDeviceOperation {
    private final SevDeviceCommand id;
    private final Optional<StructLayout> structure;

    /** One whose argument has no structure. */
    SevDeviceOperation(SevDeviceCommand id) {
        this.id = id;
        this.structure = Optional.empty();
    }

    /** One whose argument points to a structure. */
    SevDeviceOperation(SevDeviceCommand id, StructLayout structure) {
        this.id = id;
        this.structure = Optional.of(structure);
    }

    final SevDeviceCommand id() {
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
    abstract void run(SevDeviceCall call);
}
