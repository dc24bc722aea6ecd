package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;

/** Checks on binary input that tell a person what was given instead. */
final class BinaryInput {
    private BinaryInput() {}

    /** The {@code size} bytes at {@code offset}, or a complaint that names {@code what}. */
    static Bytes part(String what, Bytes raw, int offset, int size) {
        requireBinary(what, raw, size + " bytes of binary data");
        int left = raw.length() - offset;
        if (left < size) {
            String where = offset == 0 ? "" : " left at offset " + offset;
            throw new OwnerInputException(what, Math.max(left, 0) + " bytes" + where, size + " bytes");
        }
        return raw.slice(offset, offset + size);
    }

    /** All of {@code raw}, which must be {@code size} bytes. */
    static Bytes exactly(String what, Bytes raw, int size) {
        Bytes part = part(what, raw, 0, size);
        if (raw.length() != size) {
            throw new OwnerInputException(what, raw.length() + " bytes", size + " bytes");
        }
        return part;
    }

    static void requireBinary(String what, Bytes raw, String expected) {
        if (raw.isEmpty() || isText(raw)) {
            throw new OwnerInputException(what, describe(raw), expected);
        }
    }

    /** Refuses the file formats that are handed in by mistake. */
    static void requireNoOtherFormat(String what, Bytes raw) {
        if (isDer(raw) || isZip(raw)) {
            throw new OwnerInputException(what, describe(raw), "certificates in AMD's format for SEV");
        }
    }

    /** What a person would call these bytes. */
    static String describe(Bytes raw) {
        if (raw.isEmpty()) {
            return "empty";
        }
        if (isText(raw)) {
            return StoredText.describe(raw.toArray());
        }
        if (isDer(raw)) {
            return raw.length() + " bytes of DER, as X.509 certificates and keys have";
        }
        return isZip(raw) ? "a zip archive" : raw.length() + " bytes";
    }

    /** Whether the bytes are a SEQUENCE of the length in its header. */
    private static boolean isDer(Bytes raw) {
        return raw.length() > 4
                && raw.u8(0) == 0x30
                && raw.u8(1) == 0x82
                && (raw.u8(2) << 8 | raw.u8(3)) == raw.length() - 4;
    }

    private static boolean isZip(Bytes raw) {
        return raw.length() > 4 && raw.slice(0, 4).equals(Bytes.of('P', 'K', 3, 4));
    }

    static boolean isText(Bytes raw) {
        for (int i = 0; i < raw.length(); i++) {
            int c = raw.u8(i);
            boolean white = c == '\t' || c == '\n' || c == '\r';
            if (!white && (c < ' ' || c > '~')) {
                return false;
            }
        }
        return !raw.isEmpty();
    }
}
