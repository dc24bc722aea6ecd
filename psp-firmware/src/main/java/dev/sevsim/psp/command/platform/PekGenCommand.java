package dev.sevsim.psp.command.platform;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.PlatformState;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.FirmwareCommand;
import dev.sevsim.psp.command.Refusals;
import dev.sevsim.psp.platform.Platform;

/**
 * PEK_GEN (0x05): makes a new OCA, PEK and PDH. INIT only.
 *
 * <p>The platform is self-owned afterwards, also if it had an owner. When the new identity cannot be saved, the old one stays.
 *
 * <p>Answers SUCCESS or, in the order of the checks:
 *
 * <ul>
 *   <li>INVALID_PLATFORM_STATE: the platform is not in INIT
 *   <li>HWERROR_PLATFORM: the new identity cannot be saved
 * </ul>
 *
 * <p>Source: docs/reference/sev-firmware-api.md sections 3.7 and 4.1.
 */
final class PekGenCommand implements FirmwareCommand {
    private static final String SOURCE = "docs/reference/sev-firmware-api.md section 4.1";

    @Override
    public CommandId id() {
        return CommandId.PEK_GEN;
    }

    @Override
    public CommandResult execute(Bytes buffer, Platform platform) {
        if (platform.state() != PlatformState.INIT) {
            return Refusals.platformState(platform, "INIT", SOURCE);
        }
        return Refusals.stored(platform.keys().generate(), SOURCE);
    }
}
