package dev.sevsim.psp.command.launch;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.LaunchFinish;
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
 * LAUNCH_FINISH (0x35): ends the launch; the guest may run. WORKING, LSECRET; needs no ASID.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.3.
 */
final class LaunchFinishCommand implements FirmwareCommand {
    private static final String SOURCE = "docs/reference/sev-firmware-api.md section 4.3";

    @Override
    public CommandId id() {
        return CommandId.LAUNCH_FINISH;
    }

    @Override
    public Optional<StructLayout> layout() {
        return Optional.of(LaunchFinish.LAYOUT);
    }

    @Override
    public WriteBack writeBack() {
        return WriteBack.NEVER;
    }

    @Override
    public CommandResult execute(Bytes buffer, Platform platform) {
        LaunchFinish in = LaunchFinish.decode(buffer);
        if (platform.state() != PlatformState.WORKING) {
            return Refusals.platformState(platform, "WORKING", SOURCE);
        }
        Guest guest = platform.guest(in.handle()).orElse(null);
        if (guest == null) {
            return Refusals.unknownGuest(in.handle(), SOURCE);
        }
        if (guest.state() != GuestState.LSECRET) {
            return Refusals.guestState(guest, GuestState.LSECRET, SOURCE);
        }
        platform.finishLaunch(guest);
        return Completed.silently();
    }
}
