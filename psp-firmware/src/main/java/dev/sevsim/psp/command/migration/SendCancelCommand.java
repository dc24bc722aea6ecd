package dev.sevsim.psp.command.migration;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.SendCancel;
import dev.sevsim.psp.command.BufferedCommand;
import dev.sevsim.psp.command.Checks;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.CommandResult.Completed;
import dev.sevsim.psp.platform.Platform;

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
final class SendCancelCommand extends BufferedCommand<SendCancel> {
    private static final String SOURCE = "docs/reference/sev-firmware-api.md section 4.4";

    SendCancelCommand() {
        super(CommandId.SEND_CANCEL, SendCancel.CODEC);
    }

    @Override
    protected CommandResult execute(SendCancel in, Platform platform) {
        return Checks.of(platform, SOURCE)
                .working()
                .guest(in.handle())
                .in(GuestState.SUPDATE)
                .then(guest -> {
                    guest.cancelSend();
                    return Completed.silently();
                });
    }
}
