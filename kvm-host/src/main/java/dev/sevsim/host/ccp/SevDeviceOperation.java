package dev.sevsim.host.ccp;

import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.abi.uapi.SevDeviceCommand;
import dev.sevsim.host.kernel.DriverCommand;
import java.util.Optional;

/** One command of SEV_ISSUE_CMD. */
abstract class SevDeviceOperation extends DriverCommand<SevDeviceCommand, SevDeviceCall> {
    /** One whose argument has no structure. */
    SevDeviceOperation(SevDeviceCommand id) {
        super(id, Optional.empty());
    }

    /** One whose argument points to a structure. */
    SevDeviceOperation(SevDeviceCommand id, StructLayout structure) {
        super(id, Optional.of(structure));
    }
}
