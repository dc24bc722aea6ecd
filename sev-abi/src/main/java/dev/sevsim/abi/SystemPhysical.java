package dev.sevsim.abi;

/**
 * A system physical address, the address of DRAM that the Secure Processor uses; may carry the C-bit.
 *
 * @param value the address, unsigned
 */
public record SystemPhysical(long value) implements Address<SystemPhysical> {
    @Override
    public SystemPhysical at(long otherValue) {
        return new SystemPhysical(otherValue);
    }

    @Override
    public String toString() {
        return toHex();
    }
}
