package dev.sevsim.abi;

/**
 * An address of one address space; addresses of different spaces do not mix.
 *
 * @param <A> the address space
 */
interface Address<A extends Address<A>> extends Comparable<A> {
    /** The address, unsigned. */
    long value();

    /** Another address of this space. */
    A at(long otherValue);

    /** This address moved up by {@code offsetBytes}. */
    default A plus(long offsetBytes) {
        return at(value() + offsetBytes);
    }

    /** The low twelve bits: the offset in its 4 KiB page. */
    default int pageOffset() {
        return Page.offset(value());
    }

    /** The address of the 4 KiB page that holds this one. */
    default A pageBase() {
        return at(value() & ~0xFFFL);
    }

    @Override
    default int compareTo(A other) {
        return Long.compareUnsigned(value(), other.value());
    }

    /** Hexadecimal digits behind {@code 0x}. */
    default String toHex() {
        return "0x" + Long.toHexString(value());
    }
}
