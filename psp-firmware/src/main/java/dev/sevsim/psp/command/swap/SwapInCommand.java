package dev.sevsim.psp.command.swap;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.firmware.SwapIn;
import dev.sevsim.abi.firmware.SwapMetadata;
import dev.sevsim.psp.command.BufferedCommand;
import dev.sevsim.psp.command.Checks;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.CommandResult.Completed;
import dev.sevsim.psp.command.CommandResult.Refused;
import dev.sevsim.psp.command.Refusals;
import dev.sevsim.psp.command.Sources;
import dev.sevsim.psp.platform.Guest;
import dev.sevsim.psp.platform.HostMemory;
import dev.sevsim.psp.platform.Platform;
import dev.sevsim.psp.platform.VmsaRecords;
import java.util.Arrays;
import java.util.Optional;

/**
 * SWAP_IN (0x71): opens a sealed page into guest memory. WORKING, active; any guest state.
 *
 * <p>A save area keeps its integrity record while that still matches, else it is given a new one: our choice. Nothing distinguishes an old
 * copy of a page from the newest.
 *
 * <p>Answers SUCCESS or, in the order of the checks:
 *
 * <ul>
 *   <li>INVALID_PLATFORM_STATE: the platform is not in WORKING
 *   <li>INVALID_PARAM, INVALID_ADDRESS: the range at SRC_PADDR or DST_PADDR or MDATA_PADDR cannot be copied
 *   <li>INVALID_ADDRESS: a page or the metadata entry is misaligned
 *   <li>INVALID_PARAM: the metadata entry overlaps a page
 *   <li>INVALID_PARAM: size or type are not those of the metadata entry, or a page cannot be opened in place
 *   <li>INVALID_GUEST: HANDLE names no guest
 *   <li>INACTIVE: the guest has no ASID
 *   <li>BAD_MEASUREMENT: the tag is wrong for page and metadata entry
 *   <li>RESOURCE_LIMIT: no integrity record is free for a save area
 * </ul>
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.6.
 */
public final class SwapInCommand extends BufferedCommand<SwapIn> {
    public SwapInCommand() {
        super(CommandId.SWAP_IN, SwapIn.CODEC);
    }

    @Override
    protected CommandResult execute(SwapIn in, Platform platform) {
        SwapPlaces.Place sealedPage = new SwapPlaces.Place("SRC_PADDR", in.sourceAddress());
        SwapPlaces.Place guestPage = new SwapPlaces.Place("DST_PADDR", in.destinationAddress());
        SwapPlaces places = SwapPlaces.of(guestPage, sealedPage, in.metadataAddress(), in.isLarge());
        Checks checks = Checks.of(platform, Sources.GUEST_MEMORY)
                .working()
                .that(() -> places.check(platform.memory(), Sources.GUEST_MEMORY));
        if (checks.refusal().isPresent()) {
            return checks.refusal().get();
        }
        // Read once: the host may change the entry between two reads.
        Bytes entry = platform.memory().read(in.metadataAddress(), SwapMetadata.SIZE);
        return checks.that(() -> checkRequest(in, SwapMetadata.CODEC.decode(entry), platform.memory()))
                .guest(in.handle())
                .active()
                .then(guest -> open(in, places, entry, guest, platform));
    }

    private static Optional<Refused> checkRequest(SwapIn in, SwapMetadata metadata, HostMemory memory) {
        if ((metadata.bits() & SwapMetadata.KEPT_BITS) != (in.bits() & SwapMetadata.KEPT_BITS)) {
            return Optional.of(SwapPlaces.invalid(
                    "size and type must be those of the metadata entry",
                    "BITS 0x" + Integer.toHexString(in.bits()) + ", entry 0x" + Integer.toHexString(metadata.bits()),
                    Sources.GUEST_MEMORY));
        }
        if (!in.isInPlace()) {
            return Optional.empty();
        }
        if (in.pageType() == SwapMetadata.TYPE_VMSA) {
            return Optional.of(SwapPlaces.invalid(
                    "a save area cannot be opened in place",
                    "BITS 0x" + Integer.toHexString(in.bits()),
                    Sources.GUEST_MEMORY));
        }
        return memory.plain(in.sourceAddress()) == memory.plain(in.destinationAddress())
                ? Optional.empty()
                : Optional.of(SwapPlaces.invalid(
                        "in place, source and destination must be the same page",
                        "SRC_PADDR 0x" + Long.toHexString(in.sourceAddress()) + ", DST_PADDR 0x"
                                + Long.toHexString(in.destinationAddress()),
                        Sources.GUEST_MEMORY));
    }

    private static CommandResult open(SwapIn in, SwapPlaces places, Bytes entry, Guest guest, Platform platform) {
        byte[] sealed = platform.memory().readArray(places.sealedPage().address(), places.pageSize());
        byte[] page = guest.swapKey().open(entry, sealed).orElse(null);
        if (page == null) {
            return Refused.of(
                    SevStatus.BAD_MEASUREMENT,
                    "the tag must hold for page and metadata entry under the guest's swap key",
                    "TAG " + SwapMetadata.CODEC.decode(entry).tag().toHex(),
                    Sources.GUEST_MEMORY);
        }
        VmsaRecords records = platform.vmsaRecords();
        if (in.pageType() == SwapMetadata.TYPE_VMSA && !records.matches(guest.handle(), page, 0)) {
            if (records.isFull()) {
                Arrays.fill(page, (byte) 0);
                return Refusals.noIntegrityRecord(Sources.GUEST_MEMORY);
            }
            records.seal(guest.handle(), page);
        }
        platform.memory().writeGuest(guest.asid(), places.guestPage().address(), page);
        platform.release(page);
        return Completed.silently();
    }
}
