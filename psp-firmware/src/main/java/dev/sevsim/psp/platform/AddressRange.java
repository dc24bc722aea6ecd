package dev.sevsim.psp.platform;

/**
 * System physical addresses without C-bit.
 *
 * @param start first byte
 * @param length bytes
 */
public record AddressRange(long start, long length) {
    /** The first byte after the range. */
    public long end() {
        return start + length;
    }

    /** Whether the two share a byte. */
    public boolean overlaps(AddressRange other) {
        return start < other.end() && other.start < end();
    }

    @Override
    public String toString() {
        return "0x" + Long.toHexString(start) + "-0x" + Long.toHexString(end() - 1);
    }
}
