package dev.sevsim.host.ccp;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.uapi.SevDeviceCommand;

/**
 * SEV_PEK_GEN and SEV_PDH_GEN: initialise the platform if need be, then generate a key.
 *
 * <p>Source: docs/reference/kvm-host.md section 1.5.
 */
final class KeyGenerationOperation extends SevDeviceOperation {
    /** PEK_GEN or PDH_GEN; the firmware's command has the same name. */
    KeyGenerationOperation(SevDeviceCommand id) {
        super(id);
    }

    @Override
    public void run(SevDeviceCall call) {
        call.requireWritable();
        call.onPlatform(
                !call.driver().isInitialised(),
                () -> call.issue(CommandId.valueOf(id().name()), Bytes.EMPTY).requireSuccess());
    }
}
