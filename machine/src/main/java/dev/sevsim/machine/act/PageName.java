package dev.sevsim.machine.act;

import dev.sevsim.abi.Page;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A page of the guest, by a name or by its guest physical address, or a page of the host.
 *
 * @param place the name; empty for an address
 * @param address guest physical address of a byte in it, or an offset in bytes from the place
 */
public record PageName(Optional<Place> place, long address) {
    /** Pages that have a meaning in a launch. */
    public enum Place {
        /** The area of the OVMF image into which secrets are injected. */
        SECRETS,
        /** The area of the OVMF image with the hashes of kernel, initrd and command line. */
        HASHES,
        /** The page at the top of the OVMF image, with the reset vector. */
        RESET_VECTOR,
        /** The save area of a vCPU that was encrypted last, a page of the host's kernel. */
        SAVE_AREA,
        /** Memory of the host by its system physical address, which is the offset. */
        SYSTEM;

        private String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** A page by its guest physical address. */
    public static PageName at(long guestPhysical) {
        return new PageName(Optional.empty(), guestPhysical);
    }

    /** A page by its name. */
    public static PageName of(Place place) {
        return new PageName(Optional.of(place), 0);
    }

    /**
     * Reads {@code secrets}, {@code hashes}, {@code reset-vector}, {@code save-area}, {@code system} or a guest physical address, each also with {@code +BYTES}.
     *
     * @throws IllegalArgumentException for another text
     */
    public static PageName parse(String text) {
        String[] parts = text.split("\\+", 2);
        Optional<Place> place = Arrays.stream(Place.values())
                .filter(one -> one.text().equals(parts[0]))
                .findFirst();
        Optional<Long> base = place.isPresent() ? Optional.of(0L) : Texts.number(parts[0]);
        Optional<Long> offset = parts.length == 2 ? Texts.number(parts[1]) : Optional.of(0L);
        if (base.isEmpty() || offset.isEmpty()) {
            throw new IllegalArgumentException("'" + text + "' is no page, expected a guest physical address or "
                    + Arrays.stream(Place.values()).map(Place::text).collect(Collectors.joining(", "))
                    + ", each also with +BYTES");
        }
        return new PageName(place, base.get() + offset.get());
    }

    /** Offset within the page. */
    int offset() {
        return (int) (address % Page.SIZE);
    }

    @Override
    public String toString() {
        String number = "0x" + Long.toHexString(address);
        return place.map(one -> one.text() + (address == 0 ? "" : "+" + number)).orElse(number);
    }
}
