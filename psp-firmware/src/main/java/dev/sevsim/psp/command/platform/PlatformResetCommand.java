package dev.sevsim.psp.command.platform;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.PlatformState;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.FirmwareCommand;
import dev.sevsim.psp.command.Refusals;
import dev.sevsim.psp.command.WriteBack;
import dev.sevsim.psp.platform.Platform;
import java.util.Optional;

/**
 * PLATFORM_RESET (0x03): erases the SPI store, so that the next INIT makes a new identity. UNINIT only.
 *
 * <p>The chip stays the chip: its CEK and its id are those of the fuses. A store that a host keeps for INIT_EX is not touched.
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
    public Optional<StructLayout> layout() {
        return Optional.empty();
    }

    @Override
    public WriteBack writeBack() {
        return WriteBack.NEVER;
    }

    @Override
    public CommandResult execute(Bytes buffer, Platform platform) {
        if (platform.state() != PlatformState.UNINIT) {
            return Refusals.platformState(platform, "UNINIT", SOURCE);
        }
        return Refusals.stored(platform.keys().reset(), SOURCE);
    }
}
