package dev.sevsim.owner;

import dev.sevsim.abi.Guid;
import dev.sevsim.abi.secret.SecretTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Where the entries of a secret table lie in the plain text of a packet.
 *
 * <p>Source: docs/reference/guest-kernel.md section 4.
 *
 * @param entries in table order, deleted ones included
 * @param end offset of the first byte after the table, by the length in its header
 * @param rest bytes at the end of the table that are fewer than an entry's header, which the kernel ignores
 */
record TableLayout(List<Span> entries, int end, int rest) {
    /**
     * The data of one entry.
     *
     * @param guid its name
     * @param start offset of its first byte
     * @param length its bytes
     */
    record Span(Guid guid, int start, int length) {}

    /**
     * Reads a table; empty for bytes that do not begin with its header.
     *
     * @throws OwnerInputException naming the length that does not fit
     */
    static Optional<TableLayout> read(byte[] plain) {
        byte[] header = SecretTable.HEADER.toWire().toArray();
        if (plain.length < SecretTable.HEADER_SIZE || !Arrays.equals(plain, 0, Guid.SIZE, header, 0, Guid.SIZE)) {
            return Optional.empty();
        }
        int end = length(plain, 0, plain.length, "secret table");
        List<Span> entries = new ArrayList<>();
        int at = SecretTable.HEADER_SIZE;
        while (end - at >= SecretTable.HEADER_SIZE) {
            int size = length(plain, at, end - at, entryAt(at));
            entries.add(
                    new Span(Guid.fromWire(plain, at), at + SecretTable.HEADER_SIZE, size - SecretTable.HEADER_SIZE));
            at += size;
        }
        return Optional.of(new TableLayout(List.copyOf(entries), end, end - at));
    }

    /** This, in which no bytes may be left behind the last entry. */
    TableLayout requireNoRest() {
        if (rest > 0) {
            throw new OwnerInputException(entryAt(end - rest), rest + " bytes left", "at least 20");
        }
        return this;
    }

    private static String entryAt(int offset) {
        return "entry at offset " + offset + " of the secret table";
    }

    private static int length(byte[] plain, int at, int available, String what) {
        int length = 0;
        for (int i = 3; i >= 0; i--) {
            length = length << 8 | (plain[at + Guid.SIZE + i] & 0xFF);
        }
        if (length < SecretTable.HEADER_SIZE || length > available) {
            throw new OwnerInputException(
                    what,
                    "length " + Integer.toUnsignedString(length),
                    "20 to the " + available + " bytes that are there");
        }
        return length;
    }
}
