package dev.sevsim.psp.command.platform;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.PlatformState;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.FirmwareCommand;
import dev.sevsim.psp.command.Refusals;
import dev.sevsim.psp.platform.Platform;

/**
 * PDH_GEN (0x09): makes a new PDH. INIT and WORKING.
 *
 * <p>Sessions that owners made for the old PDH cannot be opened any more. When the new one cannot be saved, the old one stays.
 *
 * <p>Answers SUCCESS or, in the order of the checks:
 *
 * <ul>
 *   <li>INVALID_PLATFORM_STATE: the platform is in UNINIT
 *   <li>HWERROR_PLATFORM: the new identity cannot be saved
 * </ul>
 *
 * <p>Source: docs/reference/sev-firmware-api.md sections 3.7 and 4.1.
 */
final class PdhGenCommand implements FirmwareCommand {
    private static final String SOURCE = "docs/reference/sev-firmware-api.md section 4.1";

    @Override
    public CommandId id() {
        return CommandId.PDH_GEN;
    }

    @Override
    public CommandResult execute(Bytes buffer, Platform platform) {
        if (platform.state() == PlatformState.UNINIT) {
            return Refusals.platformState(platform, "INIT or WORKING", SOURCE);
        }
        return Refusals.stored(platform.keys().generatePdh(), SOURCE);
    }
}
