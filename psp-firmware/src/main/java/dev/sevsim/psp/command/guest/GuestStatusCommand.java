package dev.sevsim.psp.command.guest;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.GuestStatus;
import dev.sevsim.psp.command.BufferedCommand;
import dev.sevsim.psp.command.Checks;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.CommandResult.Completed;
import dev.sevsim.psp.command.Sources;
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
public final class GuestStatusCommand extends BufferedCommand<GuestStatus> {
    public GuestStatusCommand() {
        super(CommandId.GUEST_STATUS, GuestStatus.CODEC, WriteBack.ON_SUCCESS);
    }

    @Override
    protected CommandResult execute(GuestStatus in, Platform platform) {
        return Checks.of(platform, Sources.GUEST).initialised().then(() -> {
            GuestStatus unknown = new GuestStatus(in.handle(), in.policy(), in.asid(), GuestState.UNINIT.code());
            GuestStatus answer =
                    platform.guest(in.handle()).map(GuestStatusCommand::status).orElse(unknown);
            return new Completed(answer.encode());
        });
    }

    private static GuestStatus status(Guest guest) {
        return new GuestStatus(
                guest.handle(),
                guest.policy().word(),
                guest.asid(),
                guest.state().code());
    }
}
