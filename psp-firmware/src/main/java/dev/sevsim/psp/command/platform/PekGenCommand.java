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
 * PEK_GEN (0x05): makes a new OCA, PEK and PDH. INIT only.
 *
 * <p>The platform is self-owned afterwards, also if it had an owner. When the new identity cannot be saved, the old one stays.
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
    public Optional<StructLayout> layout() {
        return Optional.empty();
    }

    @Override
    public WriteBack writeBack() {
        return WriteBack.NEVER;
    }

    @Override
    public CommandResult execute(Bytes buffer, Platform platform) {
        if (platform.state() != PlatformState.INIT) {
            return Refusals.platformState(platform, "INIT", SOURCE);
        }
        return Refusals.stored(platform.keys().generate(), SOURCE);
    }
}
