package dev.sevsim.kernel.efi;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.Page;
import dev.sevsim.bus.cpu.GuestCpu;
import java.util.OptionalLong;

/** A loaded PE image, found from its entry point: images start on a page with {@code MZ}. */
public final class PeImage {
    private static final int MAXIMUM_PAGES = 1 << 15;
    private static final Bytes MZ = Bytes.ofAscii("MZ");
    private static final Bytes PE = Bytes.ofAscii("PE").paddedTo(4);
    private static final int PE_POINTER = 0x3C;

    private PeImage() {}

    /** The first byte of the image that contains {@code entry}; empty when there is none in the 128 MiB below. */
    public static OptionalLong baseOf(GuestCpu cpu, GuestPhysical entry) {
        long page = entry.pageBase().value();
        for (int i = 0; i < MAXIMUM_PAGES && page >= 0; i++, page -= Page.SIZE) {
            if (isImage(cpu, page)) {
                return OptionalLong.of(page);
            }
        }
        return OptionalLong.empty();
    }

    private static boolean isImage(GuestCpu cpu, long page) {
        if (!cpu.fetch(new GuestPhysical(page), MZ.length()).equals(MZ)) {
            return false;
        }
        int header = cpu.fetch(new GuestPhysical(page + PE_POINTER), Integer.BYTES)
                .asLittleEndian()
                .getInt();
        return header > 0
                && header < Page.SIZE
                && cpu.fetch(new GuestPhysical(page + header), PE.length()).equals(PE);
    }
}
