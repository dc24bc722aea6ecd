package dev.sevsim.kernel.memory;

import dev.sevsim.abi.Page;
import dev.sevsim.kernel.program.UserPages;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Memory of user processes: whole pages, private like all of the kernel's.
 *
 * <p>Pages that are returned keep their content until they are allocated again, as in a kernel that does not clear them
 * when they are freed.
 *
 * @param free ranges of {@code memory} to allocate from
 */
public record UserMemory(PhysicalMemory memory, MemBlock free) {
    private static final long LIMIT = Long.MAX_VALUE & -Page.SIZE;

    /** Pages for {@code length} bytes, cleared; empty when there is not enough memory. */
    public Optional<UserPages> allocate(int length) {
        long size = ((long) length + Page.SIZE - 1) & -Page.SIZE;
        OptionalLong address = size == 0 ? OptionalLong.empty() : free.allocate(size, Page.SIZE, LIMIT);
        return address.isEmpty() ? Optional.empty() : Optional.of(new Pages(address.getAsLong(), (int) size));
    }

    private final class Pages implements UserPages {
        private final long address;
        private final int size;

        private Pages(long address, int size) {
            this.address = address;
            this.size = size;
            clear();
        }

        @Override
        public long address() {
            return address;
        }

        @Override
        public void write(byte[] source) {
            memory.write(address, source, 0, source.length);
        }

        @Override
        public byte[] read(int length) {
            byte[] target = new byte[length];
            memory.read(address, target, 0, length);
            return target;
        }

        @Override
        public void clear() {
            memory.write(address, new byte[size], 0, size);
        }

        @Override
        public void close() {
            free.release(address, size);
        }
    }
}
