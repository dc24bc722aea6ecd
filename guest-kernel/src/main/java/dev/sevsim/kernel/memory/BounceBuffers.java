package dev.sevsim.kernel.memory;

import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * SWIOTLB: a shared pool through which everything passes that a device is to read or write, since a device cannot
 * decrypt.
 *
 * <p>Slots of 2 KiB in segments of 128; one mapping is in one segment. Source: docs/reference/guest-kernel.md section
 * 10.
 */
public final class BounceBuffers {
    private static final int SLOT_SIZE = 2048;

    private final PhysicalMemory memory;
    private final long pool;
    private final Slots slots;

    /** Which slots of the pool are in use. */
    private static final class Slots {
        private static final int SEGMENT = 128;

        private final int count;
        private final BitSet used = new BitSet();

        Slots(int count) {
            this.count = count;
        }

        /** Takes slots that lie together in one segment; the first of them. */
        OptionalInt take(int wanted) {
            for (int first = 0; wanted <= SEGMENT && first + wanted <= count; first++) {
                int taken = used.nextSetBit(first);
                if (first % SEGMENT + wanted <= SEGMENT && (taken < 0 || taken >= first + wanted)) {
                    used.set(first, first + wanted);
                    return OptionalInt.of(first);
                }
            }
            return OptionalInt.empty();
        }

        void free(int first, int count) {
            used.clear(first, first + count);
        }
    }

    /** Which way the bytes go. */
    public enum Direction {
        TO_DEVICE,
        FROM_DEVICE,
        BIDIRECTIONAL
    }

    /**
     * A buffer that a device may use.
     *
     * @param deviceAddress address for the device
     * @param original where the driver's bytes are
     * @param size bytes
     * @param direction which way they go
     */
    public record Mapping(long deviceAddress, long original, int size, Direction direction) {}

    /**
     * A pool of shared pages.
     *
     * @param memory through which both the pool and the drivers' buffers are reached
     */
    public BounceBuffers(PhysicalMemory memory, long pool, long size) {
        this.memory = memory;
        this.pool = pool;
        this.slots = new Slots((int) (size / SLOT_SIZE));
    }

    /** Makes a buffer for a device; empty when it is too large or the pool is full. */
    public Optional<Mapping> map(long original, int size, Direction direction) {
        OptionalInt slot = size <= 0 ? OptionalInt.empty() : slots.take(slotsFor(size));
        if (slot.isEmpty()) {
            return Optional.empty();
        }
        Mapping mapping = new Mapping(pool + (long) slot.getAsInt() * SLOT_SIZE, original, size, direction);
        // Also for a device that only writes: what it leaves out must come back as it was, not as an older secret.
        copy(original, mapping.deviceAddress(), size);
        return Optional.of(mapping);
    }

    /** Ends a mapping: what the device wrote reaches the driver's buffer. */
    public void unmap(Mapping mapping) {
        if (mapping.direction() != Direction.TO_DEVICE) {
            copy(mapping.deviceAddress(), mapping.original(), mapping.size());
        }
        slots.free((int) ((mapping.deviceAddress() - pool) / SLOT_SIZE), slotsFor(mapping.size()));
    }

    private static int slotsFor(int size) {
        return (size + SLOT_SIZE - 1) / SLOT_SIZE;
    }

    private void copy(long from, long to, int size) {
        byte[] bytes = new byte[size];
        memory.read(from, bytes, 0, size);
        memory.write(to, bytes, 0, size);
    }
}
