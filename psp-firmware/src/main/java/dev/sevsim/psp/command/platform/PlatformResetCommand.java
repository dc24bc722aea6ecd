package dev.sevsim.psp.command.platform;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.PlatformState;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.FirmwareCommand;
import dev.sevsim.psp.command.Refusals;
import dev.sevsim.psp.platform.Platform;

/**
 * PLATFORM_RESET (0x03): erases the SPI store, so that the next INIT makes a new identity. UNINIT only.
 *
 * <p>The chip keeps its CEK and its id, which are those of the fuses. A store that a host keeps for INIT_EX is not touched.
 *
 * <p>Answers SUCCESS or, in the order of the checks:
 *
 * <ul>
 *   <li>INVALID_PLATFORM_STATE: the platform is not in UNINIT
 *   <li>HWERROR_PLATFORM: the store cannot be erased
 * </ul>
 *
 * <p>Source: docs/reference/sev-firmware-api.md sections 3.7 and 4.1.
 */
final class PlatformResetCommand implements FirmwareCommand {
    private static final String SOURCE = "docs/reference/sev-firmware-api.md section 4.1";

    @Override
    public CommandId id() {
        return CommandId.PLATFORM_RESET;
    }

    @Override
    public CommandResult execute(Bytes buffer, Platform platform) {
        if (platform.state() != PlatformState.UNINIT) {
            return Refusals.platformState(platform, "UNINIT", SOURCE);
        }
        return Refusals.stored(platform.keys().reset(), SOURCE);
    }
}
