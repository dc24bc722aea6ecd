package dev.sevsim.kernel.memory;

import dev.sevsim.abi.Page;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Memory of user processes: whole pages, private like all of the kernel's.
 *
 * <p>Pages that are given back keep what is in them until somebody else gets them, as in a kernel that does not clear them
 * on the way.
 */
public final class UserMemory {
    private static final long LIMIT = Long.MAX_VALUE & -Page.SIZE;

    private final PhysicalMemory memory;
    private final MemBlock free;

    /** Gives out what is free of {@code memory}. */
    public UserMemory(PhysicalMemory memory, MemBlock free) {
        this.memory = memory;
        this.free = free;
    }

    /** Pages for {@code length} bytes, cleared; empty when there is not enough memory. */
    public Optional<Pages> allocate(int length) {
        long size = ((long) length + Page.SIZE - 1) & -Page.SIZE;
        OptionalLong address = size == 0 ? OptionalLong.empty() : free.allocate(size, Page.SIZE, LIMIT);
        return address.isEmpty() ? Optional.empty() : Optional.of(new Pages(address.getAsLong(), (int) size));
    }

    /** Some pages of a process. */
    public final class Pages implements AutoCloseable {
        private final long address;
        private final int size;

        private Pages(long address, int size) {
            this.address = address;
            this.size = size;
            clear();
        }

        /** Guest physical address, which a process reads in its {@code pagemap}. */
        public long address() {
            return address;
        }

        public void write(byte[] source) {
            memory.write(address, source, 0, source.length);
        }

        /** The first {@code length} bytes. */
        public byte[] read(int length) {
            byte[] target = new byte[length];
            memory.read(address, target, 0, length);
            return target;
        }

        /** Overwrites them with zeros. */
        public void clear() {
            memory.write(address, new byte[size], 0, size);
        }

        /** Gives them back as they are. */
        @Override
        public void close() {
            free.release(address, size);
        }
    }
}
