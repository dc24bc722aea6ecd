package dev.sevsim.psp.command.guest;

import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.command.CommandResult.Refused;
import dev.sevsim.psp.platform.AsidLimits;
import dev.sevsim.psp.platform.AsidState;
import dev.sevsim.psp.platform.AsidTable;
import dev.sevsim.psp.platform.Guest;
import java.util.Optional;

/**
 * What ACTIVATE and ACTIVATE_EX ask of an ASID.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.2, ACTIVATE.
 */
final class AsidChecks {
    private AsidChecks() {}

    /** Steps 7 to 9: flushed, free everywhere, and of the guest's kind. */
    static Optional<Refused> check(Guest guest, int asid, AsidTable asids, String source) {
        if (asids.isAnywhere(asid, AsidState.NEEDS_FLUSH)) {
            return Optional.of(Refused.of(
                    SevStatus.DFFLUSH_REQUIRED,
                    "the ASID must have been flushed by WBINVD and DF_FLUSH since INIT or its last guest",
                    "ASID " + asid,
                    source));
        }
        if (asids.isAnywhere(asid, AsidState.RESERVED) || asids.isAnywhere(asid, AsidState.LIVE)) {
            return Optional.of(owned("ASID " + asid + " is in use on a core complex", source));
        }
        AsidLimits limits = asids.limits();
        if (guest.policy().encryptedState() != asid < limits.minSevNoEs()) {
            return Optional.of(invalid(
                    "ES guests need an ASID below " + limits.minSevNoEs() + ", others one from there on",
                    asid,
                    source));
        }
        return Optional.empty();
    }

    static Refused outOfRange(int asid, AsidTable asids, String source) {
        return invalid("ASID must be 1 to " + asids.limits().maximum(), asid, source);
    }

    static Refused owned(String found, String source) {
        return Refused.of(SevStatus.ASID_OWNED, "the ASID must not be bound to a guest", found, source);
    }

    static Refused alreadyActive(Guest guest, String source) {
        return Refused.of(
                SevStatus.ACTIVE,
                "the guest must not have another ASID",
                "guest " + guest.handle() + " has ASID " + guest.asid(),
                source);
    }

    static Refused sent(Guest guest, String source) {
        return Refused.of(
                SevStatus.INVALID_GUEST_STATE,
                "a guest that was sent away cannot be activated",
                "guest " + guest.handle() + " in SENT",
                source);
    }

    private static Refused invalid(String rule, int asid, String source) {
        return Refused.of(SevStatus.INVALID_ASID, rule, "ASID " + Integer.toUnsignedString(asid), source);
    }
}
