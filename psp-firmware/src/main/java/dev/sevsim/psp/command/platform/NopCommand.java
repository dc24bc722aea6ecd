package dev.sevsim.psp.command.platform;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.CommandResult.Completed;
import dev.sevsim.psp.command.FirmwareCommand;
import dev.sevsim.psp.platform.Platform;

/**
 * NOP (0x0E): does nothing, successfully. Any state.
 *
 * <p>Answers SUCCESS.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.1.
 */
public final class NopCommand extends FirmwareCommand {
    public NopCommand() {
        super(CommandId.NOP);
    }

    @Override
    public CommandResult execute(Bytes buffer, Platform platform) {
        return Completed.silently();
    }
}
