package dev.sevsim.kernel.boot;

import dev.sevsim.abi.Page;
import java.util.Arrays;

/**
 * Memory that the EFI stub allocates for what the kernel needs beside its own image: the areas one after the other.
 *
 * @param base first byte, on a page boundary
 */
record KernelMemory(long base) {
    /** 4 KiB pages in all. */
    static final int PAGES = 27;

    /** Parts of the allocation, in the order of their addresses. */
    enum Area {
        BOOT_PARAMS(0),
        COMMAND_LINE(1),
        /** Where the C-bit is tried out. */
        CHECK(2),
        /** The {@code .bss..decrypted} section, shared with the hypervisor. */
        DECRYPTED(3),
        /** Entries of the memory map that boot_params has no room for. */
        E820_EXTENSION(4),
        /** A page that the driver of a device works in. */
        DEVICE_BUFFER(8),
        /** The GHCB of an SEV-ES guest. */
        GHCB(9),
        /** Variables of the boot CPU that the hypervisor writes to. */
        PER_CPU(10),
        PAGE_TABLES(11);

        private final int firstPage;

        Area(int firstPage) {
            this.firstPage = firstPage;
        }

        /** Up to the next area, or to the end. */
        int pages() {
            int end = Arrays.stream(values())
                    .mapToInt(area -> area.firstPage)
                    .filter(page -> page > firstPage)
                    .findFirst()
                    .orElse(PAGES);
            return end - firstPage;
        }
    }

    /** First byte of an area. */
    long address(Area area) {
        return base + (long) area.firstPage * Page.SIZE;
    }
}
