package dev.sevsim.psp.command.guest;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.Deactivate;
import dev.sevsim.psp.command.BufferedCommand;
import dev.sevsim.psp.command.Checks;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.CommandResult.Completed;
import dev.sevsim.psp.command.Sources;
import dev.sevsim.psp.platform.Platform;

/**
 * DEACTIVATE (0x22): takes a guest off its ASID. WORKING; any guest state.
 *
 * <p>Answers SUCCESS or, in the order of the checks:
 *
 * <ul>
 *   <li>INVALID_PLATFORM_STATE: the platform is not in WORKING
 *   <li>INVALID_GUEST: HANDLE names no guest
 *   <li>INACTIVE: the guest has no ASID
 * </ul>
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.2.
 */
public final class DeactivateCommand extends BufferedCommand<Deactivate> {
    public DeactivateCommand() {
        super(CommandId.DEACTIVATE, Deactivate.CODEC);
    }

    @Override
    protected CommandResult execute(Deactivate in, Platform platform) {
        return Checks.ofGuest(in.handle(), platform, Sources.GUEST).active().then(guest -> {
            platform.deactivate(guest);
            return Completed.silently();
        });
    }
}
