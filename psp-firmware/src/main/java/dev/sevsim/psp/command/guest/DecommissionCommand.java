package dev.sevsim.psp.command.guest;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.Decommission;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.command.BufferedCommand;
import dev.sevsim.psp.command.Checks;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.CommandResult.Completed;
import dev.sevsim.psp.command.CommandResult.Refused;
import dev.sevsim.psp.command.Sources;
import dev.sevsim.psp.platform.Guest;
import dev.sevsim.psp.platform.Platform;

/**
 * DECOMMISSION (0x20): frees the context of a guest without an ASID. WORKING; any guest state.
 *
 * <p>Answers SUCCESS or, in the order of the checks:
 *
 * <ul>
 *   <li>INVALID_PLATFORM_STATE: the platform is not in WORKING
 *   <li>INVALID_GUEST: HANDLE names no guest
 *   <li>ACTIVE: the guest has an ASID
 * </ul>
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.2.
 */
public final class DecommissionCommand extends BufferedCommand<Decommission> {
    public DecommissionCommand() {
        super(CommandId.DECOMMISSION, Decommission.CODEC);
    }

    @Override
    protected CommandResult execute(Decommission in, Platform platform) {
        return Checks.ofGuest(in.handle(), platform, Sources.GUEST).then(guest -> perform(guest, platform));
    }

    private static CommandResult perform(Guest guest, Platform platform) {
        if (guest.isActive()) {
            return Refused.of(
                    SevStatus.ACTIVE,
                    "the guest must not have an ASID",
                    "guest " + guest.handle() + " has ASID " + guest.asid(),
                    Sources.GUEST);
        }
        platform.decommission(guest);
        return Completed.silently();
    }
}
