package dev.sevsim.abi;

/**
 * A guest physical address, before the nested page table.
 *
 * @param value the address, unsigned
 */
public record GuestPhysical(long value) implements Address<GuestPhysical> {
    @Override
    public GuestPhysical at(long otherValue) {
        return new GuestPhysical(otherValue);
    }

    @Override
    public String toString() {
        return toHex();
    }
}
