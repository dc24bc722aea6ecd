package dev.sevsim.psp.command.guest;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.Decommission;
import dev.sevsim.abi.firmware.PlatformState;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.CommandResult.Completed;
import dev.sevsim.psp.command.CommandResult.Refused;
import dev.sevsim.psp.command.FirmwareCommand;
import dev.sevsim.psp.command.Refusals;
import dev.sevsim.psp.command.WriteBack;
import dev.sevsim.psp.platform.Guest;
import dev.sevsim.psp.platform.Platform;
import java.util.Optional;

/**
 * DECOMMISSION (0x20): frees the context of a guest without an ASID. WORKING; any guest state.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.2.
 */
final class DecommissionCommand implements FirmwareCommand {
    private static final String SOURCE = "docs/reference/sev-firmware-api.md section 4.2";

    @Override
    public CommandId id() {
        return CommandId.DECOMMISSION;
    }

    @Override
    public Optional<StructLayout> layout() {
        return Optional.of(Decommission.LAYOUT);
    }

    @Override
    public WriteBack writeBack() {
        return WriteBack.NEVER;
    }

    @Override
    public CommandResult execute(Bytes buffer, Platform platform) {
        Decommission in = Decommission.decode(buffer);
        if (platform.state() != PlatformState.WORKING) {
            return Refusals.platformState(platform, "WORKING", SOURCE);
        }
        Guest guest = platform.guest(in.handle()).orElse(null);
        if (guest == null) {
            return Refusals.unknownGuest(in.handle(), SOURCE);
        }
        if (guest.isActive()) {
            return Refused.of(
                    SevStatus.ACTIVE,
                    "the guest must not have an ASID",
                    "guest " + guest.handle() + " has ASID " + guest.asid(),
                    SOURCE);
        }
        platform.decommission(guest);
        return Completed.silently();
    }
}
