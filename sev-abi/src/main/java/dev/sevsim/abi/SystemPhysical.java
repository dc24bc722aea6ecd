package dev.sevsim.abi;

/**
 * A system physical address, the address of DRAM that the Secure Processor uses; may carry the C-bit.
 *
 * @param value the address, unsigned
 */
public record SystemPhysical(long value) implements Comparable<SystemPhysical> {
    /** This address moved up by {@code offsetBytes}. */
    public SystemPhysical plus(long offsetBytes) {
        return new SystemPhysical(value + offsetBytes);
    }

    /** The low twelve bits: the offset in its 4 KiB page. */
    public int pageOffset() {
        return Page.offset(value);
    }

    /** The address of the 4 KiB page that holds this one. */
    public SystemPhysical pageBase() {
        return new SystemPhysical(value & ~0xFFFL);
    }

    @Override
    public int compareTo(SystemPhysical other) {
        return Long.compareUnsigned(value, other.value);
    }

    @Override
    public String toString() {
        return "0x" + Long.toHexString(value);
    }
}
