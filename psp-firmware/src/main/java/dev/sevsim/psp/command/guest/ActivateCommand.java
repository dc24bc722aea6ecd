package dev.sevsim.psp.command.guest;

import dev.sevsim.abi.firmware.Activate;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.psp.command.BufferedCommand;
import dev.sevsim.psp.command.Checks;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.CommandResult.Completed;
import dev.sevsim.psp.command.CommandResult.Refused;
import dev.sevsim.psp.command.Sources;
import dev.sevsim.psp.platform.AsidTable;
import dev.sevsim.psp.platform.Guest;
import dev.sevsim.psp.platform.Platform;
import java.util.Optional;

/**
 * ACTIVATE (0x21): binds a guest to an ASID and loads its key. WORKING; any guest state but SENT.
 *
 * <p>An ASID that is owned is refused before a guest that is already active, so a guest on its own ASID gets ASID_OWNED.
 *
 * <p>Answers SUCCESS or, in the order of the checks:
 *
 * <ul>
 *   <li>INVALID_PLATFORM_STATE: the platform is not in WORKING
 *   <li>INVALID_GUEST: HANDLE names no guest
 *   <li>INVALID_ASID: the ASID is 0 or above the highest
 *   <li>ASID_OWNED: a guest has the ASID
 *   <li>ACTIVE: the guest has an ASID
 *   <li>INVALID_GUEST_STATE: the guest is in SENT
 *   <li>DFFLUSH_REQUIRED: the ASID was not flushed since INIT or its last guest
 *   <li>ASID_OWNED: the ASID is in use on a core complex
 *   <li>INVALID_ASID: the ASID is not of the guest's kind, with or without ES
 * </ul>
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.2.
 */
public final class ActivateCommand extends BufferedCommand<Activate> {
    public ActivateCommand() {
        super(CommandId.ACTIVATE, Activate.CODEC);
    }

    @Override
    protected CommandResult execute(Activate in, Platform platform) {
        return Checks.ofGuest(in.handle(), platform, Sources.GUEST).then(guest -> perform(in, guest, platform));
    }

    private static CommandResult perform(Activate in, Guest guest, Platform platform) {
        AsidTable asids = platform.asids();
        if (!asids.inRange(in.asid())) {
            return AsidChecks.outOfRange(in.asid(), asids, Sources.GUEST);
        }
        Optional<Guest> owner = platform.guestOn(in.asid());
        if (owner.isPresent()) {
            return AsidChecks.owned("guest " + owner.get().handle() + " has ASID " + in.asid(), Sources.GUEST);
        }
        if (guest.isActive()) {
            return AsidChecks.alreadyActive(guest, Sources.GUEST);
        }
        if (guest.state() == GuestState.SENT) {
            return AsidChecks.sent(guest, Sources.GUEST);
        }
        Optional<Refused> refusal = AsidChecks.check(guest, in.asid(), asids, Sources.GUEST);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        platform.activate(guest, in.asid(), asids.allComplexes());
        return Completed.silently();
    }
}
