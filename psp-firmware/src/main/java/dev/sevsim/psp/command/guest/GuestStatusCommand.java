package dev.sevsim.psp.command.guest;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.GuestStatus;
import dev.sevsim.abi.firmware.PlatformState;
import dev.sevsim.psp.command.BufferedCommand;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.CommandResult.Completed;
import dev.sevsim.psp.command.Refusals;
import dev.sevsim.psp.command.WriteBack;
import dev.sevsim.psp.platform.Guest;
import dev.sevsim.psp.platform.Platform;

/**
 * GUEST_STATUS (0x23): policy, ASID and state of a guest. INIT and WORKING.
 *
 * <p>An unknown handle is no error: the state reads UNINIT and the other fields stay as they were.
 *
 * <p>Answers SUCCESS or, in the order of the checks:
 *
 * <ul>
 *   <li>INVALID_PLATFORM_STATE: the platform is in UNINIT
 * </ul>
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.2.
 */
final class GuestStatusCommand extends BufferedCommand<GuestStatus> {
    private static final String SOURCE = "docs/reference/sev-firmware-api.md section 4.2";

    GuestStatusCommand() {
        super(CommandId.GUEST_STATUS, GuestStatus.CODEC);
    }

    @Override
    public WriteBack writeBack() {
        return WriteBack.ON_SUCCESS;
    }

    @Override
    protected CommandResult execute(GuestStatus in, Platform platform) {
        if (platform.state() == PlatformState.UNINIT) {
            return Refusals.platformState(platform, "INIT or WORKING", SOURCE);
        }
        Guest guest = platform.guest(in.handle()).orElse(null);
        GuestStatus out = guest == null
                ? new GuestStatus(in.handle(), in.policy(), in.asid(), GuestState.UNINIT.code())
                : new GuestStatus(
                        in.handle(),
                        guest.policy().word(),
                        guest.asid(),
                        guest.state().code());
        return new Completed(out.encode());
    }
}
