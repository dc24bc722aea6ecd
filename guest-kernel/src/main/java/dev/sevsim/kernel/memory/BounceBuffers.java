package dev.sevsim.kernel.memory;

import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * SWIOTLB: a shared pool through which everything passes that a device is to read or write, since a device cannot
 * decrypt.
 *
 * <p>Slots of 2 KiB in segments of 128; one mapping is in one segment. Source: docs/reference/guest-kernel.md section
 * 10.
 */
public final class BounceBuffers {
    private static final int SLOT_SIZE = 2048;
    private static final int SEGMENT_SLOTS = 128;

    private final PhysicalMemory memory;
    private final long pool;
    private final int slots;
    private final BitSet used = new BitSet();

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
        this.slots = (int) (size / SLOT_SIZE);
    }

    /** Makes a buffer for a device; empty when it is too large or the pool is full. */
    public Optional<Mapping> map(long original, int size, Direction direction) {
        int wanted = (size + SLOT_SIZE - 1) / SLOT_SIZE;
        OptionalLong slot = size <= 0 || wanted > SEGMENT_SLOTS ? OptionalLong.empty() : findSlots(wanted);
        if (slot.isEmpty()) {
            return Optional.empty();
        }
        used.set((int) slot.getAsLong(), (int) slot.getAsLong() + wanted);
        Mapping mapping = new Mapping(pool + slot.getAsLong() * SLOT_SIZE, original, size, direction);
        // Also for a device that only writes: what it leaves out must come back as it was, not as an older secret.
        copy(original, mapping.deviceAddress(), size);
        return Optional.of(mapping);
    }

    /** Ends a mapping: what the device wrote reaches the driver's buffer. */
    public void unmap(Mapping mapping) {
        if (mapping.direction() != Direction.TO_DEVICE) {
            copy(mapping.deviceAddress(), mapping.original(), mapping.size());
        }
        int first = (int) ((mapping.deviceAddress() - pool) / SLOT_SIZE);
        used.clear(first, first + (mapping.size() + SLOT_SIZE - 1) / SLOT_SIZE);
    }

    private OptionalLong findSlots(int wanted) {
        for (int first = 0; first + wanted <= slots; first++) {
            int taken = used.nextSetBit(first);
            if (first % SEGMENT_SLOTS + wanted <= SEGMENT_SLOTS && (taken < 0 || taken >= first + wanted)) {
                return OptionalLong.of(first);
            }
        }
        return OptionalLong.empty();
    }

    private void copy(long from, long to, int size) {
        byte[] bytes = new byte[size];
        memory.read(from, bytes, 0, size);
        memory.write(to, bytes, 0, size);
    }
}
