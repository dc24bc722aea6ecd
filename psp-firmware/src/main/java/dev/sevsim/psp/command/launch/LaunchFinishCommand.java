package dev.sevsim.psp.command.launch;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.LaunchFinish;
import dev.sevsim.psp.command.BufferedCommand;
import dev.sevsim.psp.command.Checks;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.CommandResult.Completed;
import dev.sevsim.psp.platform.Platform;

/**
 * LAUNCH_FINISH (0x35): ends the launch; the guest may run. WORKING, LSECRET; needs no ASID.
 *
 * <p>Answers SUCCESS or, in the order of the checks:
 *
 * <ul>
 *   <li>INVALID_PLATFORM_STATE: the platform is not in WORKING
 *   <li>INVALID_GUEST: HANDLE names no guest
 *   <li>INVALID_GUEST_STATE: the guest is not in LSECRET
 * </ul>
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.3.
 */
final class LaunchFinishCommand extends BufferedCommand<LaunchFinish> {
    private static final String SOURCE = "docs/reference/sev-firmware-api.md section 4.3";

    LaunchFinishCommand() {
        super(CommandId.LAUNCH_FINISH, LaunchFinish.CODEC);
    }

    @Override
    protected CommandResult execute(LaunchFinish in, Platform platform) {
        return Checks.of(platform, SOURCE)
                .working()
                .guest(in.handle())
                .in(GuestState.LSECRET)
                .then(guest -> {
                    platform.finishLaunch(guest);
                    return Completed.silently();
                });
    }
}
