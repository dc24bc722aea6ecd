package dev.sevsim.host.ccp;

import dev.sevsim.abi.uapi.SevDeviceCommand;

/** One command of /dev/sev. */
interface SevDeviceOperation {
    SevDeviceCommand id();

    /** Runs; an errno is thrown, the header is copied back either way. */
    void run(SevDeviceCall call);
}
