package dev.sevsim.psp.command.guest;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.Deactivate;
import dev.sevsim.abi.firmware.PlatformState;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.CommandResult.Completed;
import dev.sevsim.psp.command.FirmwareCommand;
import dev.sevsim.psp.command.Refusals;
import dev.sevsim.psp.command.WriteBack;
import dev.sevsim.psp.platform.Guest;
import dev.sevsim.psp.platform.Platform;
import java.util.Optional;

/**
 * DEACTIVATE (0x22): takes a guest off its ASID. WORKING; any guest state.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.2.
 */
final class DeactivateCommand implements FirmwareCommand {
    private static final String SOURCE = "docs/reference/sev-firmware-api.md section 4.2";

    @Override
    public CommandId id() {
        return CommandId.DEACTIVATE;
    }

    @Override
    public Optional<StructLayout> layout() {
        return Optional.of(Deactivate.LAYOUT);
    }

    @Override
    public WriteBack writeBack() {
        return WriteBack.NEVER;
    }

    @Override
    public CommandResult execute(Bytes buffer, Platform platform) {
        Deactivate in = Deactivate.decode(buffer);
        if (platform.state() != PlatformState.WORKING) {
            return Refusals.platformState(platform, "WORKING", SOURCE);
        }
        Guest guest = platform.guest(in.handle()).orElse(null);
        if (guest == null) {
            return Refusals.unknownGuest(in.handle(), SOURCE);
        }
        if (!guest.isActive()) {
            return Refusals.inactive(guest, SOURCE);
        }
        platform.deactivate(guest);
        return Completed.silently();
    }
}
