package dev.sevsim.psp.command.platform;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.CommandResult.Completed;
import dev.sevsim.psp.command.FirmwareCommand;
import dev.sevsim.psp.platform.Platform;

/**
 * SHUTDOWN (0x02): destroys all guests and volatile secrets. Any state, UNINIT included.
 *
 * <p>Answers SUCCESS.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.1.
 */
public final class ShutdownCommand extends FirmwareCommand {
    public ShutdownCommand() {
        super(CommandId.SHUTDOWN);
    }

    @Override
    public CommandResult execute(Bytes buffer, Platform platform) {
        platform.shutDown();
        return Completed.silently();
    }
}
