package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * The ways in which people hand binaries round as text, taken apart by what is there and not by the file's name.
 *
 * <p>Works on byte arrays that it wipes, because keys come this way too.
 */
final class StoredText {
    private static final String PEM_START = "-----BEGIN ";
    private static final String PEM_DASHES = "-----";

    private StoredText() {}

    /** One way of writing bytes. */
    enum Form {
        HEXADECIMAL("hexadecimal text"),
        BASE64("base64 text"),
        PEM("PEM text");

        private final String words;

        Form(String words) {
            this.words = words;
        }
    }

    /** The bytes behind a text, if some form of it gives a length that is wanted; the array belongs to the caller. */
    static Optional<byte[]> decode(byte[] text, IntPredicate wanted) {
        for (Form form : Form.values()) {
            Optional<byte[]> decoded = decode(form, text);
            if (decoded.isPresent() && wanted.test(decoded.get().length)) {
                return decoded;
            }
            decoded.ifPresent(unwanted -> Arrays.fill(unwanted, (byte) 0));
        }
        return Optional.empty();
    }

    /** What a person would call this text, with how many bytes it stands for. */
    static String describe(byte[] text) {
        if (startsWith(text, PEM_START)) {
            return pemWords(text);
        }
        int numbers = decimalNumbers(text);
        if (numbers > 0) {
            return "decimal text of " + numbers + " bytes";
        }
        for (Form form : List.of(Form.HEXADECIMAL, Form.BASE64)) {
            Optional<byte[]> decoded = decode(form, text);
            if (decoded.isPresent()) {
                int length = decoded.get().length;
                Arrays.fill(decoded.get(), (byte) 0);
                return form.words + " of " + length + " bytes";
            }
        }
        return "text";
    }

    private static Optional<byte[]> decode(Form form, byte[] text) {
        try {
            return switch (form) {
                case HEXADECIMAL -> hexadecimal(compact(text));
                case BASE64 -> base64(compact(text));
                case PEM -> startsWith(text, PEM_START) ? base64(compact(pemBody(text))) : Optional.empty();
            };
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // how the JDK's decoders say that this is not their form
        }
    }

    private static Optional<byte[]> hexadecimal(byte[] digits) {
        boolean plain = digits.length > 0 && digits.length % 2 == 0;
        char[] characters = new char[digits.length];
        for (int i = 0; i < digits.length; i++) {
            characters[i] = (char) (digits[i] & 0xFF);
            plain &= HexFormat.isHexDigit(characters[i]);
        }
        byte[] decoded = plain ? HexFormat.of().parseHex(characters, 0, characters.length) : new byte[0];
        Arrays.fill(characters, '\0');
        return plain ? Optional.of(decoded) : Optional.empty();
    }

    /**
     * How many numbers from 0 to 255 this lists, apart by commas or white space and perhaps in brackets; 0 when it is
     * anything else. Numbers that all have two digits are taken for hexadecimal.
     */
    private static int decimalNumbers(byte[] text) {
        int numbers = 0;
        int digits = 0;
        int value = 0;
        boolean pairsOnly = true;
        for (int i = 0; i <= text.length; i++) {
            int c = i < text.length ? text[i] : ' ';
            if (c >= '0' && c <= '9') {
                value = value * 10 + c - '0';
                digits++;
            } else if (" \t\r\n,;[](){}".indexOf(c) < 0) {
                return 0;
            } else if (digits > 0) {
                numbers++;
                pairsOnly &= digits == 2;
                digits = 0;
                value = 0;
            }
            if (digits > 3 || value > 255) {
                return 0;
            }
        }
        return numbers > 1 && !pairsOnly ? numbers : 0;
    }

    private static Optional<byte[]> base64(byte[] letters) {
        return letters.length < 4 || letters.length % 4 != 0
                ? Optional.empty()
                : Optional.of(Base64.getDecoder().decode(letters));
    }

    private static byte[] compact(byte[] text) {
        byte[] kept = new byte[text.length];
        int length = 0;
        for (byte c : text) {
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                kept[length++] = c;
            }
        }
        return Arrays.copyOf(kept, length);
    }

    private static byte[] pemBody(byte[] text) {
        int start = indexOf(text, PEM_DASHES, PEM_START.length()) + PEM_DASHES.length();
        int end = indexOf(text, PEM_DASHES, start);
        if (start < PEM_START.length() + PEM_DASHES.length() || end < start) {
            throw new IllegalArgumentException("no end of the PEM block");
        }
        return Arrays.copyOfRange(text, start, end);
    }

    private static String pemWords(byte[] text) {
        int end = indexOf(text, PEM_DASHES, PEM_START.length());
        String label = end < 0
                ? ""
                : Bytes.copyOf(Arrays.copyOfRange(text, PEM_START.length(), end))
                        .toUtf8();
        return label.matches("[A-Z0-9 ]{1,40}") ? "PEM text (" + label + ")" : "PEM text";
    }

    private static boolean startsWith(byte[] text, String start) {
        return indexOf(Arrays.copyOf(text, Math.min(text.length, start.length())), start, 0) == 0;
    }

    private static int indexOf(byte[] text, String wanted, int from) {
        for (int at = from; at + wanted.length() <= text.length; at++) {
            int i = 0;
            while (i < wanted.length() && text[at + i] == wanted.charAt(i)) {
                i++;
            }
            if (i == wanted.length()) {
                return at;
            }
        }
        return -1;
    }
}
