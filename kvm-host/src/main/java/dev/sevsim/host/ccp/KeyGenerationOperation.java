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
    private final CommandId command;

    KeyGenerationOperation(SevDeviceCommand id, CommandId command) {
        super(id);
        this.command = command;
    }

    @Override
    public void run(SevDeviceCall call) {
        call.requireWritable();
        call.onPlatform(
                !call.driver().isInitialised(),
                () -> call.issue(command, Bytes.EMPTY).requireSuccess());
    }
}
