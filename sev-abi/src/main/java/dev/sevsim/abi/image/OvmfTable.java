package dev.sevsim.abi.image;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The GUIDed table at the end of an OVMF image, read backwards from its footer.
 *
 * <pre>
 *   size-48   16   footer GUID
 *   size-50    2   u16 length of the whole table
 *   below          entries: data, u16 length (data + 18), GUID; walked from high to low addresses
 * </pre>
 *
 * <p>A malformed entry ends the walk: what was found before it counts, {@link #problem()} names it. Never throws.
 *
 * <p>Source: docs/reference/ovmf-guest.md section 3.
 *
 * @param entries in walking order, the one nearest the footer first
 * @param problem why the walk ended early or found no table; empty for a clean table
 */
public record OvmfTable(List<Entry> entries, Optional<String> problem) {
    /** Bytes of an entry's length and GUID. */
    public static final int ENTRY_HEADER_SIZE = 18;

    /** Bytes between the end of the table and the end of the image. */
    public static final int TAIL_SIZE = 32;

    /** What the u16 length of a table can say. */
    private static final int MAXIMUM_LENGTH = 0xFFFF;

    /**
     * One entry.
     *
     * @param guid what it is
     * @param data its payload
     */
    public record Entry(Guid guid, Bytes data) {}

    /**
     * A guest memory area that an entry names.
     *
     * @param base guest physical address
     * @param size bytes
     */
    public record Area(long base, long size) {
        /** Whether the build reserves nothing here: base and size zero. */
        public boolean isAbsent() {
            return base == 0 || size == 0;
        }
    }

    public OvmfTable {
        entries = List.copyOf(entries);
    }

    /** Walks the table of an image. */
    public static OvmfTable read(Bytes image) {
        int size = image.length();
        if (size < Page.SIZE) {
            return none("image of " + size + " bytes is smaller than a page");
        }
        int footerEnd = size - TAIL_SIZE;
        if (!guidEndingAt(image, footerEnd).equals(OvmfTableGuid.FOOTER)) {
            return none("no footer GUID at offset " + (footerEnd - Guid.SIZE));
        }
        int end = footerEnd - ENTRY_HEADER_SIZE;
        int left = u16(image, end) - ENTRY_HEADER_SIZE;
        if (left < 0 || left > end) {
            return none("table length " + (left + ENTRY_HEADER_SIZE) + " does not fit the image");
        }
        return walk(image, end, left);
    }

    /** The first entry with this GUID in walking order. */
    public Optional<Bytes> find(Guid guid) {
        return entries.stream()
                .filter(e -> e.guid().equals(guid))
                .map(Entry::data)
                .findFirst();
    }

    /** The launch-secret area; present but {@link Area#isAbsent} on builds other than AmdSev. */
    public Optional<Area> secretArea() {
        return find(OvmfTableGuid.SECRET_BLOCK).flatMap(OvmfTable::area);
    }

    /** The kernel-hashes area; present but {@link Area#isAbsent} on builds other than AmdSev. */
    public Optional<Area> hashTableArea() {
        return find(OvmfTableGuid.HASH_TABLE_BLOCK).flatMap(OvmfTable::area);
    }

    /** Where application processors of an SEV-ES guest start. */
    public Optional<Integer> sevEsResetAddress() {
        return find(OvmfTableGuid.SEV_ES_RESET_BLOCK)
                .filter(data -> data.length() >= 4)
                .map(data -> data.asLittleEndian().getInt());
    }

    /**
     * The bytes of a table, footer included, to be placed so that they end 32 bytes before the end of the image.
     *
     * @param walkingOrder entries, the one nearest the footer first
     */
    public static Bytes encode(List<Entry> walkingOrder) {
        Bytes table = Bytes.EMPTY;
        for (Entry entry : walkingOrder) {
            table = Bytes.concat(encodeEntry(entry), table);
        }
        int total = table.length() + ENTRY_HEADER_SIZE;
        if (total > MAXIMUM_LENGTH) {
            throw new IllegalArgumentException("table of " + total + " bytes, expected at most " + MAXIMUM_LENGTH);
        }
        return Bytes.concat(table, Bytes.of(total, total >>> 8), OvmfTableGuid.FOOTER.toWire());
    }

    private static Bytes encodeEntry(Entry entry) {
        int length = entry.data().length() + ENTRY_HEADER_SIZE;
        return Bytes.concat(
                entry.data(), Bytes.of(length, length >>> 8), entry.guid().toWire());
    }

    private static OvmfTable walk(Bytes image, int start, int body) {
        List<Entry> entries = new ArrayList<>();
        int end = start;
        int left = body;
        while (left >= ENTRY_HEADER_SIZE) {
            int length = u16(image, end - ENTRY_HEADER_SIZE);
            if (length < ENTRY_HEADER_SIZE || length > left) {
                return new OvmfTable(
                        entries,
                        Optional.of("entry ending at offset " + end + " has length " + length + ", expected "
                                + ENTRY_HEADER_SIZE + " to " + left));
            }
            entries.add(new Entry(guidEndingAt(image, end), image.slice(end - length, end - ENTRY_HEADER_SIZE)));
            end -= length;
            left -= length;
        }
        return new OvmfTable(entries, Optional.empty());
    }

    private static Optional<Area> area(Bytes data) {
        if (data.length() < 8) {
            return Optional.empty();
        }
        long base = Integer.toUnsignedLong(data.asLittleEndian().getInt(0));
        long size = Integer.toUnsignedLong(data.asLittleEndian().getInt(4));
        return Optional.of(new Area(base, size));
    }

    private static OvmfTable none(String problem) {
        return new OvmfTable(List.of(), Optional.of(problem));
    }

    private static Guid guidEndingAt(Bytes image, int end) {
        return Guid.fromWire(image.slice(end - Guid.SIZE, end).toArray(), 0);
    }

    private static int u16(Bytes image, int offset) {
        return image.u8(offset) | image.u8(offset + 1) << 8;
    }
}
