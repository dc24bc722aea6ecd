package dev.sevsim.host.ccp;

import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.abi.uapi.SevDeviceCommand;
import java.util.Optional;

/** One command of /dev/sev. */
interface SevDeviceOperation {
    SevDeviceCommand id();

    /** The user structure, for the trace; empty for a command without one. */
    Optional<StructLayout> structure();

    /** Runs; an errno is thrown, the header is copied back either way. */
    void run(SevDeviceCall call);
}
