package dev.sevsim.psp.command.migration;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.SendCancel;
import dev.sevsim.psp.command.GuestStateCommand;
import dev.sevsim.psp.command.Sources;

/**
 * SEND_CANCEL (0x44): gives a migration up; the guest runs on. WORKING, SUPDATE; needs no ASID.
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
public final class SendCancelCommand extends GuestStateCommand<SendCancel> {
    public SendCancelCommand() {
        super(
                CommandId.SEND_CANCEL,
                SendCancel.CODEC,
                SendCancel::handle,
                new Transition(GuestState.SUPDATE, (platform, guest) -> guest.cancelSend()),
                Sources.SEND);
    }
}
