package dev.sevsim.psp.command.migration;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.PlatformState;
import dev.sevsim.abi.firmware.SendFinish;
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
 * SEND_FINISH (0x43): ends a migration; the guest was sent away. WORKING, SUPDATE; needs no ASID.
 *
 * <p>An ASID that the guest has stays bound until DEACTIVATE, and VMRUN goes on accepting it: our choice.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.4.
 */
final class SendFinishCommand implements FirmwareCommand {
    private static final String SOURCE = "docs/reference/sev-firmware-api.md section 4.4";

    @Override
    public CommandId id() {
        return CommandId.SEND_FINISH;
    }

    @Override
    public Optional<StructLayout> layout() {
        return Optional.of(SendFinish.LAYOUT);
    }

    @Override
    public WriteBack writeBack() {
        return WriteBack.NEVER;
    }

    @Override
    public CommandResult execute(Bytes buffer, Platform platform) {
        SendFinish in = SendFinish.decode(buffer);
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
        guest.finishSend();
        return Completed.silently();
    }
}
