package dev.sevsim.psp.platform;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.Vmsa;
import dev.sevsim.crypto.DigestAlgorithm;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * The integrity records of SEV-ES save areas, a pool in the trusted memory region.
 *
 * <p>A save area names its record; the record holds a checksum of the save area, and identifies a page
 * is one. There are no records before a DF_FLUSH has put the region to use.
 *
 * <p>Records of 64 bytes, the checksum first and zeros after it, the lowest free one first, and the first eight bytes
 * of SHA-256 as checksum are our choice.
 *
 * <p>Source: docs/reference/sev-firmware-api.md sections 4.1 and 4.3.
 */
public final class VmsaRecords {
    private static final int RECORD_SIZE = 64;
    private static final int CHECKSUM_SIZE = Long.BYTES;

    private final HostMemory memory;
    private final BitSet used = new BitSet();
    private final Map<Integer, Integer> owners = new HashMap<>();

    VmsaRecords(HostMemory memory) {
        this.memory = memory;
    }

    /** Whether no further save area fits. */
    public boolean isFull() {
        return used.cardinality() >= capacity();
    }

    /** Save areas of a guest. */
    public int count(int handle) {
        return (int) owners.values().stream().filter(owner -> owner == handle).count();
    }

    /** Gives a save area a record of its own: patches its pointer in {@code page} and keeps its checksum. */
    public void seal(int handle, byte[] page) {
        if (isFull()) {
            throw new IllegalStateException("all " + capacity() + " integrity records are in use");
        }
        int record = used.nextClearBit(0);
        used.set(record);
        owners.put(record, handle);
        ByteBuffer patched = Vmsa.LAYOUT.view(page);
        Vmsa.INTEGRITY_ZERO.putU64(patched, 0);
        Vmsa.INTEGRITY_RECORD.putU64(patched, addressOf(record));
        memory.write(addressOf(record), checksum(page, 0).paddedTo(RECORD_SIZE));
    }

    /** Whether the page at {@code offset} is a save area of the guest with its checksum unchanged. */
    public boolean matches(int handle, byte[] page, int offset) {
        long pointer =
                ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN).getLong(offset + Vmsa.INTEGRITY_RECORD.offset());
        long index = (pointer - start()) / RECORD_SIZE;
        if (index < 0 || index >= capacity() || addressOf((int) index) != pointer) {
            return false;
        }
        return owners.getOrDefault((int) index, 0) == handle
                && memory.read(pointer, CHECKSUM_SIZE).equals(checksum(page, offset));
    }

    /** DECOMMISSION: frees what a guest has. */
    void release(int handle) {
        owners.entrySet().removeIf(entry -> {
            boolean own = entry.getValue() == handle;
            if (own) {
                erase(entry.getKey());
            }
            return own;
        });
    }

    /** SHUTDOWN: frees all. */
    void clear() {
        owners.keySet().forEach(this::erase);
        owners.clear();
    }

    private void erase(int record) {
        used.clear(record);
        memory.write(addressOf(record), Bytes.zeros(RECORD_SIZE));
    }

    private long capacity() {
        return memory.trustedRegionArmed()
                ? memory.trustedRegion().orElseThrow().length() / RECORD_SIZE
                : 0;
    }

    private long addressOf(int record) {
        return start() + (long) record * RECORD_SIZE;
    }

    private long start() {
        return memory.trustedRegion().map(AddressRange::start).orElse(0L);
    }

    private static Bytes checksum(byte[] page, int offset) {
        MessageDigest digest = DigestAlgorithm.SHA_256.newDigest();
        digest.update(page, offset, Vmsa.CHECKED_SIZE);
        return Bytes.copyOf(digest.digest(), 0, CHECKSUM_SIZE);
    }
}
