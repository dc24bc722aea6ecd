package dev.sevsim.host.ccp;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.abi.uapi.SevDeviceCommand;
import java.util.Optional;

/**
 * SEV_PEK_GEN and SEV_PDH_GEN: bring the platform up if need be, then make a new key.
 *
 * <p>Source: docs/reference/kvm-host.md section 1.5.
 */
final class KeyGenerationOperation implements SevDeviceOperation {
    private final SevDeviceCommand id;
    private final CommandId command;

    KeyGenerationOperation(SevDeviceCommand id, CommandId command) {
        this.id = id;
        this.command = command;
    }

    @Override
    public SevDeviceCommand id() {
        return id;
    }

    @Override
    public Optional<StructLayout> structure() {
        return Optional.empty();
    }

    @Override
    public void run(SevDeviceCall call) {
        call.requireWritable();
        call.onPlatform(
                !call.driver().isInitialised(),
                () -> call.issue(command, Bytes.EMPTY).requireSuccess());
    }
}
