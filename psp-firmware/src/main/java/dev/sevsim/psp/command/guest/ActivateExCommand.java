package dev.sevsim.psp.command.guest;

import dev.sevsim.abi.firmware.ActivateEx;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.command.BufferedCommand;
import dev.sevsim.psp.command.Checks;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.CommandResult.Completed;
import dev.sevsim.psp.command.CommandResult.Refused;
import dev.sevsim.psp.command.Sources;
import dev.sevsim.psp.platform.Guest;
import dev.sevsim.psp.platform.Platform;
import java.nio.IntBuffer;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * ACTIVATE_EX (0x25): binds a guest to an ASID on the core complexes of some cores, or on further ones. WORKING; not SENT.
 *
 * <p>The topology is always known, so UNSUPPORTED does not occur. A core's APIC id is its number, and an id that no core has
 * gives INVALID_PARAM: our choices. VMRUN itself does not look at complexes.
 *
 * <p>Answers SUCCESS or, in the order of the checks:
 *
 * <ul>
 *   <li>INVALID_PLATFORM_STATE: the platform is not in WORKING
 *   <li>INVALID_PARAM: EX_LEN is not 0x18
 *   <li>INVALID_GUEST: HANDLE names no guest
 *   <li>INVALID_ASID: the ASID is 0 or above the highest
 *   <li>INVALID_PARAM: NUM_IDS is not 1 to 1024
 *   <li>INVALID_PARAM, INVALID_ADDRESS: the range at IDS_PADDR cannot be copied
 *   <li>INVALID_PARAM: an APIC id is that of no core
 *   <li>INVALID_GUEST_STATE: the guest is in SENT
 *   <li>ACTIVE: the guest has another ASID
 *   <li>DFFLUSH_REQUIRED: the ASID was not flushed since INIT or its last guest
 *   <li>ASID_OWNED: the ASID is in use on a core complex
 *   <li>INVALID_ASID: the ASID is not of the guest's kind, with or without ES
 * </ul>
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.2.
 */
public final class ActivateExCommand extends BufferedCommand<ActivateEx> {
    private static final int MAXIMUM_IDS = 1024;

    public ActivateExCommand() {
        super(CommandId.ACTIVATE_EX, ActivateEx.CODEC);
    }

    @Override
    protected CommandResult execute(ActivateEx in, Platform platform) {
        return Checks.of(platform, Sources.GUEST)
                .working()
                .reject(
                        in.exLength() != ActivateEx.SIZE,
                        () -> invalid("EX_LEN must be 0x18", "EX_LEN 0x" + Integer.toHexString(in.exLength())))
                .guest(in.handle())
                .reject(
                        !platform.asids().inRange(in.asid()),
                        () -> AsidChecks.outOfRange(in.asid(), platform.asids(), Sources.GUEST))
                .reject(
                        in.idCount() < 1 || in.idCount() > MAXIMUM_IDS,
                        () -> invalid("NUM_IDS must be 1 to 1024", "NUM_IDS " + Integer.toUnsignedString(in.idCount())))
                .copyable("IDS_PADDR", in.idsAddress(), (long) in.idCount() * Integer.BYTES)
                .then(guest -> perform(in, guest, platform));
    }

    private static CommandResult perform(ActivateEx in, Guest guest, Platform platform) {
        int length = in.idCount() * Integer.BYTES;
        IntBuffer ids =
                platform.memory().read(in.idsAddress(), length).asLittleEndian().asIntBuffer();
        SortedSet<Integer> complexes = new TreeSet<>();
        while (ids.hasRemaining()) {
            int id = ids.get();
            Optional<Integer> complex = platform.asids().complexOf(id);
            if (complex.isEmpty()) {
                return invalid("every APIC id must be that of a core", "APIC id " + Integer.toUnsignedString(id));
            }
            complexes.add(complex.get());
        }
        return activate(in, guest, complexes, platform);
    }

    private static CommandResult activate(ActivateEx in, Guest guest, SortedSet<Integer> complexes, Platform platform) {
        if (guest.state() == GuestState.SENT) {
            return AsidChecks.sent(guest, Sources.GUEST);
        }
        if (!guest.isActive()) {
            Optional<Refused> refusal = AsidChecks.check(guest, in.asid(), platform.asids(), Sources.GUEST);
            if (refusal.isPresent()) {
                return refusal.get();
            }
            platform.activate(guest, in.asid(), complexes);
            return Completed.silently();
        }
        if (guest.asid() != in.asid()) {
            return AsidChecks.alreadyActive(guest, Sources.GUEST);
        }
        platform.asids().extend(in.asid(), complexes);
        return Completed.silently();
    }

    private static Refused invalid(String rule, String found) {
        return Refused.of(SevStatus.INVALID_PARAM, rule, found, Sources.GUEST);
    }
}
