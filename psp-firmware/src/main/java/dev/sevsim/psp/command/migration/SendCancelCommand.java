package dev.sevsim.psp.command.migration;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.PlatformState;
import dev.sevsim.abi.firmware.SendCancel;
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
 * SEND_CANCEL (0x44): gives a migration up; the guest runs on. WORKING, SUPDATE; needs no ASID.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.4.
 */
final class SendCancelCommand implements FirmwareCommand {
    private static final String SOURCE = "docs/reference/sev-firmware-api.md section 4.4";

    @Override
    public CommandId id() {
        return CommandId.SEND_CANCEL;
    }

    @Override
    public Optional<StructLayout> layout() {
        return Optional.of(SendCancel.LAYOUT);
    }

    @Override
    public WriteBack writeBack() {
        return WriteBack.NEVER;
    }

    @Override
    public CommandResult execute(Bytes buffer, Platform platform) {
        SendCancel in = SendCancel.decode(buffer);
        if (platform.state() != PlatformState.WORKING) {
            return Refusals.platformState(platform, "WORKING", SOURCE);
        }
        Guest guest = platform.guest(in.handle()).orElse(null);
        if (guest == null) {
            return Refusals.unknownGuest(in.handle(), SOURCE);
        }
        if (guest.state() != GuestState.SUPDATE) {
            return Refusals.guestState(guest, GuestState.SUPDATE, SOURCE);
        }
        guest.cancelSend();
        return Completed.silently();
    }
}
