package dev.sevsim.bus.memory;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SystemPhysical;

/**
 * One requester's way to memory by system physical address.
 *
 * <p>The port is bound to its requester when it is made: the host and devices see what DRAM holds, which is ciphertext
 * where a guest's private page lies. Addresses carry no C-bit here. An access that leaves DRAM is the caller's bug
 * ({@link IndexOutOfBoundsException}); check addresses from outside with {@link #contains} first.
 */
public interface MemoryPort {

    /** Whether every byte of the range is DRAM; a length of zero checks the address alone. */
    boolean contains(long address, long lengthBytes);

    /** Reads {@code length} bytes at {@code address} into {@code target}. Pages never touched read as zero. */
    void read(long address, byte[] target, int offset, int length);

    /** Writes {@code length} bytes of {@code source} at {@code address}. */
    void write(long address, byte[] source, int offset, int length);

    /** Reads {@code length} bytes. */
    default Bytes read(SystemPhysical address, int length) {
        byte[] target = new byte[length];
        read(address.value(), target, 0, length);
        return Bytes.copyOf(target);
    }

    /** Writes all the bytes. */
    default void write(SystemPhysical address, Bytes source) {
        write(address.value(), source.toArray(), 0, source.length());
    }
}
