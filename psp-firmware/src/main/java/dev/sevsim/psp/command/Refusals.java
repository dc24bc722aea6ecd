package dev.sevsim.psp.command;

import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.cert.CertificateFault;
import dev.sevsim.psp.command.CommandResult.Completed;
import dev.sevsim.psp.command.CommandResult.Refused;
import dev.sevsim.psp.keys.StoreFault;
import dev.sevsim.psp.platform.AddressFault;
import dev.sevsim.psp.platform.Guest;
import dev.sevsim.psp.platform.Platform;
import java.util.Optional;

/** Refusals that many commands share, each with its reason for the trace. */
public final class Refusals {
    private Refusals() {}

    public static Refused platformState(Platform platform, String allowed, String source) {
        return Refused.of(
                SevStatus.INVALID_PLATFORM_STATE,
                "the platform must be " + allowed,
                "platform state " + platform.state(),
                source);
    }

    public static Refused unknownGuest(int handle, String source) {
        return Refused.of(
                SevStatus.INVALID_GUEST,
                "HANDLE must name a guest",
                "HANDLE " + Integer.toUnsignedString(handle),
                source);
    }

    public static Refused guestState(Guest guest, GuestState allowed, String source) {
        return Refused.of(
                SevStatus.INVALID_GUEST_STATE,
                "the guest must be in " + allowed,
                "guest " + guest.handle() + " in " + guest.state(),
                source);
    }

    public static Refused inactive(Guest guest, String source) {
        return Refused.of(
                SevStatus.INACTIVE, "the guest must have an ASID", "guest " + guest.handle() + " has none", source);
    }

    public static Refused withoutEs(Guest guest, String source) {
        return Refused.of(
                SevStatus.UNSUPPORTED,
                "only a guest with ES has save areas",
                "guest " + guest.handle() + ", POLICY " + guest.policy(),
                source);
    }

    public static Refused noIntegrityRecord(String source) {
        return Refused.of(
                SevStatus.RESOURCE_LIMIT,
                "an integrity record must be free in the trusted memory region",
                "all are in use",
                source);
    }

    public static Refused length(String field, String rule, int found, String source) {
        return Refused.of(
                SevStatus.INVALID_LENGTH,
                field + " must be " + rule,
                field + " 0x" + Integer.toHexString(found),
                source);
    }

    public static Refused misaligned(String field, int alignment, long found, String source) {
        return Refused.of(
                SevStatus.INVALID_ADDRESS,
                field + " must be a multiple of 0x" + Integer.toHexString(alignment),
                field + " 0x" + Long.toHexString(found),
                source);
    }

    public static Refused store(StoreFault fault, String source) {
        return Refused.of(fault.status(), fault.rule(), fault.found(), source);
    }

    /** The result of a change of the identity: done, or refused because it could not be saved. */
    public static CommandResult stored(Optional<StoreFault> fault, String source) {
        return fault.isPresent() ? store(fault.get(), source) : Completed.silently();
    }

    public static Refused certificate(String which, CertificateFault fault, String source) {
        return Refused.of(fault.status(), which + ": " + fault.rule(), fault.found(), source);
    }

    public static Refused address(String field, AddressFault fault, String source) {
        return Refused.of(fault.status(), field + ": " + fault.rule(), field + " " + fault.found(), source);
    }
}
