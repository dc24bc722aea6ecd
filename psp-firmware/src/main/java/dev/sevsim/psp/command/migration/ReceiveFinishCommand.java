package dev.sevsim.psp.command.migration;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.ReceiveFinish;
import dev.sevsim.psp.command.BufferedCommand;
import dev.sevsim.psp.command.Checks;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.CommandResult.Completed;
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
final class ReceiveFinishCommand extends BufferedCommand<ReceiveFinish> {
    private static final String SOURCE = "docs/reference/sev-firmware-api.md section 4.5";

    ReceiveFinishCommand() {
        super(CommandId.RECEIVE_FINISH, ReceiveFinish.CODEC);
    }

    @Override
    protected CommandResult execute(ReceiveFinish in, Platform platform) {
        return Checks.of(platform, SOURCE)
                .working()
                .guest(in.handle())
                .in(GuestState.RUPDATE)
                .then(guest -> {
                    platform.finishReceive(guest);
                    return Completed.silently();
                });
    }
}
