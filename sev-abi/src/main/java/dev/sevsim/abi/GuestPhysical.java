package dev.sevsim.abi;

/**
 * A guest physical address, before the nested page table.
 *
 * @param value the address, unsigned
 */
public record GuestPhysical(long value) implements Comparable<GuestPhysical> {
    /** This address moved up by {@code offsetBytes}. */
    public GuestPhysical plus(long offsetBytes) {
        return new GuestPhysical(value + offsetBytes);
    }

    /** The low twelve bits: the offset in its 4 KiB page. */
    public int pageOffset() {
        return Page.offset(value);
    }

    /** The address of the 4 KiB page that holds this one. */
    public GuestPhysical pageBase() {
        return new GuestPhysical(value & ~0xFFFL);
    }

    @Override
    public int compareTo(GuestPhysical other) {
        return Long.compareUnsigned(value, other.value);
    }

    @Override
    public String toString() {
        return "0x" + Long.toHexString(value);
    }
}
