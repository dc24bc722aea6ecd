package dev.sevsim.psp.command.launch;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.LaunchFinish;
import dev.sevsim.psp.command.GuestStateCommand;
import dev.sevsim.psp.command.Sources;
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
public final class LaunchFinishCommand extends GuestStateCommand<LaunchFinish> {
    public LaunchFinishCommand() {
        super(
                CommandId.LAUNCH_FINISH,
                LaunchFinish.CODEC,
                LaunchFinish::handle,
                new Transition(GuestState.LSECRET, Platform::finishLaunch),
                Sources.LAUNCH);
    }
}
