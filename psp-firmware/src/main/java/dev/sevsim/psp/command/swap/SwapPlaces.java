package dev.sevsim.psp.command.swap;

import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.firmware.SwapMetadata;
import dev.sevsim.psp.command.CommandResult.Refused;
import dev.sevsim.psp.command.Refusals;
import dev.sevsim.psp.platform.AddressFault;
import dev.sevsim.psp.platform.AddressRange;
import dev.sevsim.psp.platform.HostMemory;
import java.util.Optional;

/**
 * The three places that SWAP_OUT and SWAP_IN work with, and what both ask of them.
 *
 * <p>Both pages are aligned to their own size: our choice.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.6.
 *
 * @param guestField name of the field of the guest page, {@code SRC_PADDR} or {@code DST_PADDR}
 * @param guestPage address of the page in guest memory
 * @param sealedField name of the other one
 * @param sealedPage address of the page outside guest memory
 * @param metadata address of the metadata entry
 * @param pageSize bytes of a page
 */
record SwapPlaces(String guestField, long guestPage, String sealedField, long sealedPage, long metadata, int pageSize) {
    private static final int SMALL_PAGE = 4 << 10;
    private static final int LARGE_PAGE = 2 << 20;

    /** Bytes of a page of this size bit. */
    static int pageSize(boolean large) {
        return large ? LARGE_PAGE : SMALL_PAGE;
    }

    /** Ranges, alignment, overlap: in this order. */
    Optional<Refused> check(HostMemory memory, String source) {
        return checkRanges(memory, source).or(() -> checkAlignment(source)).or(() -> checkOverlap(memory, source));
    }

    private Optional<Refused> checkRanges(HostMemory memory, String source) {
        Optional<AddressFault> fault = memory.copyFault(guestPage, pageSize);
        if (fault.isPresent()) {
            return Optional.of(Refusals.address(guestField, fault.get(), source));
        }
        fault = memory.copyFault(sealedPage, pageSize);
        if (fault.isPresent()) {
            return Optional.of(Refusals.address(sealedField, fault.get(), source));
        }
        return memory.copyFault(metadata, SwapMetadata.SIZE)
                .map(found -> Refusals.address("MDATA_PADDR", found, source));
    }

    private Optional<Refused> checkAlignment(String source) {
        if ((guestPage & pageSize - 1) != 0) {
            return Optional.of(Refusals.misaligned(guestField, pageSize, guestPage, source));
        }
        if ((sealedPage & pageSize - 1) != 0) {
            return Optional.of(Refusals.misaligned(sealedField, pageSize, sealedPage, source));
        }
        if ((metadata & SwapMetadata.SIZE - 1) != 0) {
            return Optional.of(Refusals.misaligned("MDATA_PADDR", SwapMetadata.SIZE, metadata, source));
        }
        return Optional.empty();
    }

    private Optional<Refused> checkOverlap(HostMemory memory, String source) {
        AddressRange entry = new AddressRange(memory.plain(metadata), SwapMetadata.SIZE);
        boolean overlaps = entry.overlaps(new AddressRange(memory.plain(guestPage), pageSize))
                || entry.overlaps(new AddressRange(memory.plain(sealedPage), pageSize));
        return overlaps
                ? Optional.of(invalid("the metadata entry must not overlap a page", "MDATA_PADDR " + entry, source))
                : Optional.empty();
    }

    static Refused invalid(String rule, String found, String source) {
        return Refused.of(SevStatus.INVALID_PARAM, rule, found, source);
    }
}
