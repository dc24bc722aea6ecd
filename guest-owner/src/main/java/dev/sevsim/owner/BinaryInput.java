package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import java.util.Base64;

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

    /** What a person would call these bytes. */
    static String describe(Bytes raw) {
        if (raw.isEmpty()) {
            return "empty";
        }
        if (!isText(raw)) {
            return raw.length() + " bytes";
        }
        String text = raw.toUtf8();
        if (text.startsWith("-----BEGIN ")) {
            return "PEM text";
        }
        return isBase64(text.strip()) ? "base64 text" : "text";
    }

    private static boolean isText(Bytes raw) {
        for (int i = 0; i < raw.length(); i++) {
            int c = raw.u8(i);
            boolean white = c == '\t' || c == '\n' || c == '\r';
            if (!white && (c < ' ' || c > '~')) {
                return false;
            }
        }
        return !raw.isEmpty();
    }

    private static boolean isBase64(String text) {
        if (text.length() < 4) {
            return false;
        }
        try {
            return Base64.getMimeDecoder().decode(text).length > 0 && text.matches("[A-Za-z0-9+/\\s]+={0,2}");
        } catch (IllegalArgumentException e) {
            return false; // letters in groups that base64 cannot make
        }
    }
}
