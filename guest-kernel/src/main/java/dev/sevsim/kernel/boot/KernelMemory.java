package dev.sevsim.kernel.boot;

import dev.sevsim.abi.Page;

/**
 * Memory that the EFI stub allocates for what the kernel needs beside its own image.
 *
 * @param base first byte, on a page boundary
 */
record KernelMemory(long base) {
    /** 4 KiB pages in all. */
    static final int PAGES = 27;

    private static final int COMMAND_LINE_PAGE = 1;
    private static final int CHECK_PAGE = 2;
    private static final int DECRYPTED_PAGE = 3;
    private static final int E820_EXTENSION_PAGE = 4;
    private static final int E820_EXTENSION_PAGES = 4;
    private static final int DEVICE_PAGE = 8;
    private static final int GHCB_PAGE = 9;
    private static final int PER_CPU_PAGE = 10;
    private static final int PAGE_TABLE_PAGE = 11;

    /** Pages of the section that is shared with the hypervisor. */
    static final int DECRYPTED_PAGES = 1;

    /** Pages for page tables. */
    static final int PAGE_TABLE_PAGES = PAGES - PAGE_TABLE_PAGE;

    /** Bytes from {@link #e820Extension} to the end. */
    static final int E820_EXTENSION_SIZE = E820_EXTENSION_PAGES * Page.SIZE;

    long bootParams() {
        return base;
    }

    long commandLine() {
        return page(COMMAND_LINE_PAGE);
    }

    /** Where the C-bit is tried out. */
    long check() {
        return page(CHECK_PAGE);
    }

    /** The {@code .bss..decrypted} section. */
    long decrypted() {
        return page(DECRYPTED_PAGE);
    }

    long e820Extension() {
        return page(E820_EXTENSION_PAGE);
    }

    /** A page that the driver of a device works in. */
    long deviceBuffer() {
        return page(DEVICE_PAGE);
    }

    /** The GHCB of an SEV-ES guest. */
    long ghcb() {
        return page(GHCB_PAGE);
    }

    /** Variables of the boot CPU that the hypervisor writes to. */
    long perCpu() {
        return page(PER_CPU_PAGE);
    }

    /** The page tables. */
    long pageTables() {
        return page(PAGE_TABLE_PAGE);
    }

    private long page(int number) {
        return base + (long) number * Page.SIZE;
    }
}
