package dev.sevsim.kernel.boot;

/**
 * Memory that the EFI stub allocates for what the kernel needs beside its own image.
 *
 * @param base first byte, on a page boundary
 */
record KernelMemory(long base) {
    /** 4 KiB pages in all. */
    static final int PAGES = 8;

    private static final int PAGE_SIZE = 4096;
    private static final int COMMAND_LINE_PAGE = 1;
    private static final int CHECK_PAGE = 2;
    private static final int DECRYPTED_PAGE = 3;
    private static final int E820_EXTENSION_PAGE = 4;

    /** Bytes from {@link #e820Extension} to the end. */
    static final int E820_EXTENSION_SIZE = (PAGES - E820_EXTENSION_PAGE) * PAGE_SIZE;

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

    private long page(int number) {
        return base + (long) number * PAGE_SIZE;
    }
}
