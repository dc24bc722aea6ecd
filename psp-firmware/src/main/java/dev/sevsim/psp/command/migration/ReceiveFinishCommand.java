package dev.sevsim.psp.command.migration;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.ReceiveFinish;
import dev.sevsim.psp.command.GuestStateCommand;
import dev.sevsim.psp.command.Sources;
import dev.sevsim.psp.platform.Platform;

/**
 * RECEIVE_FINISH (0x53): ends a migration; the guest may run. WORKING, RUPDATE; needs no ASID.
 *
 * <p>Answers SUCCESS or, in the order of the checks:
 *
 * <ul>
 *   <li>INVALID_PLATFORM_STATE: the platform is not in WORKING
 *   <li>INVALID_GUEST: HANDLE names no guest
 *   <li>INVALID_GUEST_STATE: the guest is not in RUPDATE
 * </ul>
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.5.
 */
public final class ReceiveFinishCommand extends GuestStateCommand<ReceiveFinish> {
    public ReceiveFinishCommand() {
        super(
                CommandId.RECEIVE_FINISH,
                ReceiveFinish.CODEC,
                ReceiveFinish::handle,
                new Transition(GuestState.RUPDATE, Platform::finishReceive),
                Sources.RECEIVE);
    }
}
