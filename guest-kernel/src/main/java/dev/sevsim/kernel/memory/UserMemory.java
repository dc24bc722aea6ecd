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
        if (address.isEmpty()) {
            return Optional.empty();
        }
        Pages pages = new Pages(this, address.getAsLong(), (int) size);
        pages.clear();
        return Optional.of(pages);
    }

    private record Pages(UserMemory owner, long address, int size) implements UserPages {
        @Override
        public void write(byte[] source) {
            owner.memory.write(address, source, 0, source.length);
        }

        @Override
        public byte[] read(int length) {
            byte[] target = new byte[length];
            owner.memory.read(address, target, 0, length);
            return target;
        }

        @Override
        public void clear() {
            owner.memory.write(address, new byte[size], 0, size);
        }

        @Override
        public void close() {
            owner.free.release(address, size);
        }
    }
}
