package dev.sevsim.abi;

/**
 * The page of 4 KiB: the unit of x86 page tables, of SEV commands on memory and of the Linux interfaces to both.
 *
 * <p>Source: AMD APM volume 2 section 5.3; docs/reference/kvm-host.md, the conventions before section 1.
 */
public final class Page {
    /** Bytes. */
    public static final int SIZE = 4096;

    /** Address bits within a page. */
    public static final int SHIFT = 12;

    private Page() {}

    /** Whether an address or a length is a multiple of {@link #SIZE}. */
    public static boolean isAligned(long value) {
        return (value & (SIZE - 1)) == 0;
    }

    /** The byte of an address within its page, 0 to 4095. */
    public static int offset(long address) {
        return (int) (address & (SIZE - 1));
    }
}
