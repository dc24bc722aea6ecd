package dev.sevsim.psp.command.swap;

import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.firmware.SwapMetadata;
import dev.sevsim.psp.command.CommandResult.Refused;
import dev.sevsim.psp.command.Refusals;
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
 * @param guestPage the page in guest memory
 * @param sealedPage the page outside guest memory
 * @param metadata the metadata entry
 * @param pageSize bytes of a page
 */
record SwapPlaces(Place guestPage, Place sealedPage, Place metadata, int pageSize) {
    private static final int SMALL_PAGE = 4 << 10;
    private static final int LARGE_PAGE = 2 << 20;

    private static int pageSize(boolean large) {
        return large ? LARGE_PAGE : SMALL_PAGE;
    }

    /** The places of a request; the guest page is the source of SWAP_OUT and the destination of SWAP_IN. */
    static SwapPlaces of(Place guestPage, Place sealedPage, long metadata, boolean large) {
        return new SwapPlaces(guestPage, sealedPage, new Place("MDATA_PADDR", metadata), pageSize(large));
    }

    /**
     * An address in the command buffer.
     *
     * @param field its name
     * @param address system physical
     */
    record Place(String field, long address) {
        private Optional<Refused> checkRange(HostMemory memory, int size, String source) {
            return memory.copyFault(address, size).map(found -> Refusals.address(field, found, source));
        }

        private Optional<Refused> checkAlignment(int size, String source) {
            return (address & size - 1) == 0
                    ? Optional.empty()
                    : Optional.of(Refusals.misaligned(field, size, address, source));
        }
    }

    /** Ranges, alignment, overlap: in this order. */
    Optional<Refused> check(HostMemory memory, String source) {
        return guestPage
                .checkRange(memory, pageSize, source)
                .or(() -> sealedPage.checkRange(memory, pageSize, source))
                .or(() -> metadata.checkRange(memory, SwapMetadata.SIZE, source))
                .or(() -> guestPage.checkAlignment(pageSize, source))
                .or(() -> sealedPage.checkAlignment(pageSize, source))
                .or(() -> metadata.checkAlignment(SwapMetadata.SIZE, source))
                .or(() -> checkOverlap(memory, source));
    }

    private Optional<Refused> checkOverlap(HostMemory memory, String source) {
        AddressRange entry = new AddressRange(memory.plain(metadata.address()), SwapMetadata.SIZE);
        boolean overlaps = entry.overlaps(new AddressRange(memory.plain(guestPage.address()), pageSize))
                || entry.overlaps(new AddressRange(memory.plain(sealedPage.address()), pageSize));
        return overlaps
                ? Optional.of(invalid("the metadata entry must not overlap a page", "MDATA_PADDR " + entry, source))
                : Optional.empty();
    }

    static Refused invalid(String rule, String found, String source) {
        return Refused.of(SevStatus.INVALID_PARAM, rule, found, source);
    }
}
