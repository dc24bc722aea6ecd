package dev.sevsim.psp.command.platform;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.CommandResult.Completed;
import dev.sevsim.psp.command.FirmwareCommand;
import dev.sevsim.psp.command.WriteBack;
import dev.sevsim.psp.platform.Platform;
import java.util.Optional;

/**
 * NOP (0x0E): does nothing, successfully. Any state.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.1.
 */
final class NopCommand implements FirmwareCommand {
    @Override
    public CommandId id() {
        return CommandId.NOP;
    }

    @Override
    public Optional<StructLayout> layout() {
        return Optional.empty();
    }

    @Override
    public WriteBack writeBack() {
        return WriteBack.NEVER;
    }

    @Override
    public CommandResult execute(Bytes buffer, Platform platform) {
        return Completed.silently();
    }
}
