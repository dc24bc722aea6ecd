package dev.sevsim.kernel.secret;

import dev.sevsim.abi.Guid;
import dev.sevsim.abi.secret.SecretTable;
import dev.sevsim.kernel.memory.IoMapping;
import java.util.Optional;

/**
 * The mapped secret area. Nothing is copied: every question reads memory again, so what a hypervisor changes is seen.
 *
 * <p>Source: docs/reference/guest-kernel.md section 4.
 */
record SecretArea(IoMapping mapping) {
    static final int HEADER_SIZE = SecretTable.HEADER_SIZE;

    private static final int LENGTH_OFFSET = Guid.SIZE;

    long size() {
        return mapping.size();
    }

    boolean hasTable() {
        return guidAt(0).equals(SecretTable.HEADER);
    }

    /** The u32 length of the table. */
    int tableLength() {
        return mapping.readU32(LENGTH_OFFSET);
    }

    /** Whether the table's length is less than its header. */
    boolean isTableShort() {
        return Integer.compareUnsigned(tableLength(), HEADER_SIZE) < 0;
    }

    /** Whether the table's length is more than the area's. */
    boolean isTableLong() {
        return Long.compareUnsigned(Integer.toUnsignedLong(tableLength()), size()) > 0;
    }

    /** Whether the header of an entry at {@code offset} is in the mapped pages. */
    boolean reaches(long offset) {
        return mapping.covers(offset, HEADER_SIZE);
    }

    /** The GUID at {@code offset}: of the table or of an entry. */
    Guid guidAt(long offset) {
        return Guid.fromWire(mapping.read(offset, Guid.SIZE), 0);
    }

    /** The u32 length, header included, of the entry at {@code offset}. */
    int entryLength(long offset) {
        return mapping.readU32(offset + LENGTH_OFFSET);
    }

    /**
     * The data of an entry by its present length; empty when no such buffer can be allocated.
     *
     * <p>The length was checked when the file was made; only a hypervisor that altered it since leads out of the area.
     * The pages behind it are not mapped, and where the real kernel would fault, the model refuses the read.
     */
    Optional<byte[]> data(long offset) {
        int length = entryLength(offset) - HEADER_SIZE;
        return length >= 0 && mapping.covers(offset + HEADER_SIZE, length)
                ? Optional.of(mapping.read(offset + HEADER_SIZE, length))
                : Optional.empty();
    }

    /**
     * Overwrites the data with zeros, flushes it, then zeroes the GUID; the length stays.
     *
     * <p>Source: docs/reference/guest-kernel.md section 6.2.
     */
    void wipe(long offset) {
        int length = entryLength(offset) - HEADER_SIZE;
        if (length > 0 && mapping.covers(offset + HEADER_SIZE, length)) {
            byte[] zeros = new byte[length];
            mapping.write(offset + HEADER_SIZE, zeros);
            mapping.flush(offset + HEADER_SIZE, length);
        }
        mapping.write(offset, new byte[Guid.SIZE]);
    }
}
