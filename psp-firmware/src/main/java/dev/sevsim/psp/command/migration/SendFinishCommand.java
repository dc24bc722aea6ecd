package dev.sevsim.psp.command.migration;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.SendFinish;
import dev.sevsim.psp.command.GuestStateCommand;
import dev.sevsim.psp.command.Sources;

/**
 * SEND_FINISH (0x43): ends a migration; the guest was sent away. WORKING, SUPDATE; needs no ASID.
 *
 * <p>An ASID that the guest has stays bound until DEACTIVATE, and VMRUN goes on accepting it: our choice.
 *
 * <p>Answers SUCCESS or, in the order of the checks:
 *
 * <ul>
 *   <li>INVALID_PLATFORM_STATE: the platform is not in WORKING
 *   <li>INVALID_GUEST: HANDLE names no guest
 *   <li>INVALID_GUEST_STATE: the guest is not in SUPDATE
 * </ul>
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.4.
 */
public final class SendFinishCommand extends GuestStateCommand<SendFinish> {
    public SendFinishCommand() {
        super(
                CommandId.SEND_FINISH,
                SendFinish.CODEC,
                SendFinish::handle,
                new Transition(GuestState.SUPDATE, (platform, guest) -> guest.finishSend()),
                Sources.SEND);
    }
}
