package dev.sevsim.psp.command.migration;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.PlatformState;
import dev.sevsim.abi.firmware.ReceiveFinish;
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
 * RECEIVE_FINISH (0x53): ends a migration; the guest may run. WORKING, RUPDATE; needs no ASID.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.5.
 */
final class ReceiveFinishCommand implements FirmwareCommand {
    private static final String SOURCE = "docs/reference/sev-firmware-api.md section 4.5";

    @Override
    public CommandId id() {
        return CommandId.RECEIVE_FINISH;
    }

    @Override
    public Optional<StructLayout> layout() {
        return Optional.of(ReceiveFinish.LAYOUT);
    }

    @Override
    public WriteBack writeBack() {
        return WriteBack.NEVER;
    }

    @Override
    public CommandResult execute(Bytes buffer, Platform platform) {
        ReceiveFinish in = ReceiveFinish.decode(buffer);
        if (platform.state() != PlatformState.WORKING) {
            return Refusals.platformState(platform, "WORKING", SOURCE);
        }
        Guest guest = platform.guest(in.handle()).orElse(null);
        if (guest == null) {
            return Refusals.unknownGuest(in.handle(), SOURCE);
        }
        if (guest.state() != GuestState.RUPDATE) {
            return Refusals.guestState(guest, GuestState.RUPDATE, SOURCE);
        }
        platform.finishReceive(guest);
        return Completed.silently();
    }
}
