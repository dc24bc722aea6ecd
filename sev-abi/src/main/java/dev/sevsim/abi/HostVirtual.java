package dev.sevsim.abi;

/**
 * An address in the VMM's own address space, as its ioctl arguments carry it.
 *
 * @param value the address, unsigned
 */
public record HostVirtual(long value) implements Comparable<HostVirtual> {
    /** This address moved up by {@code offsetBytes}. */
    public HostVirtual plus(long offsetBytes) {
        return new HostVirtual(value + offsetBytes);
    }

    /** The low twelve bits: the offset in its 4 KiB page. */
    public int pageOffset() {
        return Page.offset(value);
    }

    /** The address of the 4 KiB page that holds this one. */
    public HostVirtual pageBase() {
        return new HostVirtual(value & ~0xFFFL);
    }

    @Override
    public int compareTo(HostVirtual other) {
        return Long.compareUnsigned(value, other.value);
    }

    @Override
    public String toString() {
        return "0x" + Long.toHexString(value);
    }
}
