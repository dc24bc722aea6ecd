package dev.sevsim.psp.command;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.Activate;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.PlatformState;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.psp.command.CommandResult.Completed;
import dev.sevsim.psp.command.CommandResult.Refused;
import dev.sevsim.psp.platform.AsidLimits;
import dev.sevsim.psp.platform.AsidState;
import dev.sevsim.psp.platform.AsidTable;
import dev.sevsim.psp.platform.Guest;
import dev.sevsim.psp.platform.Platform;
import java.util.Optional;

/**
 * ACTIVATE (0x21): binds a guest to an ASID and loads its key. WORKING; any guest state but SENT.
 *
 * <p>An ASID that is owned is refused before a guest that is already active, so a guest on its own ASID gets ASID_OWNED.
 *
 * <p>Source: sev-firmware-api.md section 4.2.
 */
final class ActivateCommand implements FirmwareCommand {
    private static final String SOURCE = "sev-firmware-api.md section 4.2";

    @Override
    public CommandId id() {
        return CommandId.ACTIVATE;
    }

    @Override
    public Optional<StructLayout> layout() {
        return Optional.of(Activate.LAYOUT);
    }

    @Override
    public WriteBack writeBack() {
        return WriteBack.NEVER;
    }

    @Override
    public CommandResult execute(Bytes buffer, Platform platform) {
        Activate in = Activate.decode(buffer);
        if (platform.state() != PlatformState.WORKING) {
            return Refusals.platformState(platform, "WORKING", SOURCE);
        }
        Guest guest = platform.guest(in.handle()).orElse(null);
        if (guest == null) {
            return Refusals.unknownGuest(in.handle(), SOURCE);
        }
        AsidTable asids = platform.asids();
        if (!asids.inRange(in.asid())) {
            return invalidAsid("ASID must be 1 to " + asids.limits().maximum(), in.asid());
        }
        Optional<Guest> owner = platform.guestOn(in.asid());
        if (owner.isPresent()) {
            return owned("guest " + owner.get().handle() + " has ASID " + in.asid());
        }
        if (guest.isActive()) {
            return Refused.of(
                    SevStatus.ACTIVE,
                    "the guest must not have an ASID yet",
                    "guest " + guest.handle() + " has ASID " + guest.asid(),
                    SOURCE);
        }
        if (guest.state() == GuestState.SENT) {
            return Refused.of(
                    SevStatus.INVALID_GUEST_STATE,
                    "a guest that was sent away cannot be activated",
                    "guest " + guest.handle() + " in SENT",
                    SOURCE);
        }
        if (asids.isAnywhere(in.asid(), AsidState.NEEDS_FLUSH)) {
            return Refused.of(
                    SevStatus.DFFLUSH_REQUIRED,
                    "the ASID must have been flushed by WBINVD and DF_FLUSH since INIT or its last guest",
                    "ASID " + in.asid(),
                    SOURCE);
        }
        if (asids.isAnywhere(in.asid(), AsidState.RESERVED) || asids.isAnywhere(in.asid(), AsidState.LIVE)) {
            return owned("ASID " + in.asid() + " is in use on a core complex");
        }
        AsidLimits limits = asids.limits();
        if (guest.policy().encryptedState() != in.asid() < limits.minSevNoEs()) {
            return invalidAsid(
                    "ES guests need an ASID below " + limits.minSevNoEs() + ", others one from there on", in.asid());
        }
        platform.activate(guest, in.asid());
        return Completed.silently();
    }

    private static Refused invalidAsid(String rule, int asid) {
        return Refused.of(SevStatus.INVALID_ASID, rule, "ASID " + Integer.toUnsignedString(asid), SOURCE);
    }

    private static Refused owned(String found) {
        return Refused.of(SevStatus.ASID_OWNED, "the ASID must not be bound to a guest", found, SOURCE);
    }
}
