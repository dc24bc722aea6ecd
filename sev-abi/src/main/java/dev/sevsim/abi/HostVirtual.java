package dev.sevsim.abi;

/**
 * An address in the VMM's own address space, as its ioctl arguments carry it.
 *
 * @param value the address, unsigned
 */
public record HostVirtual(long value) implements Address<HostVirtual> {
    @Override
    public HostVirtual at(long otherValue) {
        return new HostVirtual(otherValue);
    }

    @Override
    public String toString() {
        return toHex();
    }
}
