package dev.sevsim.bus.leak;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** How a secret can stand in bytes, the closest form first. */
public enum SecretForm {
    /** The bytes themselves. */
    PLAIN("") {
        @Override
        List<byte[]> patterns(byte[] secret) {
            return List.of(secret);
        }
    },
    /** With CR LF for LF, as a terminal line sends it. */
    TERMINAL("as a terminal line sends it") {
        @Override
        List<byte[]> patterns(byte[] secret) {
            ByteArrayOutputStream sent = new ByteArrayOutputStream();
            for (byte b : secret) {
                if (b == '\n') {
                    sent.write('\r');
                }
                sent.write(b);
            }
            return List.of(sent.toByteArray());
        }
    },
    /** The last byte first, as a number of the other byte order. */
    REVERSED("reversed") {
        @Override
        List<byte[]> patterns(byte[] secret) {
            byte[] reversed = new byte[secret.length];
            for (int i = 0; i < secret.length; i++) {
                reversed[i] = secret[secret.length - 1 - i];
            }
            return List.of(reversed);
        }
    },
    /** Two digits for each byte, in either case, in one piece or with the separators of the usual dumps. */
    HEXADECIMAL("in hexadecimal") {
        @Override
        List<byte[]> patterns(byte[] secret) {
            List<byte[]> patterns = new ArrayList<>();
            for (HexFormat digits : List.of(HexFormat.of(), HexFormat.of().withUpperCase())) {
                for (String separator : List.of("", " ", ":")) {
                    patterns.add(ascii(digits.withDelimiter(separator).formatHex(secret)));
                }
                patterns.add(ascii(inPairs(digits, secret)));
            }
            return patterns;
        }
    },
    /** At any of the three places that it can have in a longer text, with either of the alphabets. */
    BASE64("in base64") {
        @Override
        List<byte[]> patterns(byte[] secret) {
            List<byte[]> patterns = new ArrayList<>();
            for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
                for (int before = 0; before < 3; before++) {
                    patterns.add(base64(encoder, secret, before));
                }
            }
            return patterns;
        }
    },
    /** As text of 16-bit units in either byte order. */
    UTF_16("in UTF-16") {
        @Override
        List<byte[]> patterns(byte[] secret) {
            List<byte[]> patterns = new ArrayList<>();
            for (Charset source : List.of(StandardCharsets.ISO_8859_1, StandardCharsets.UTF_8)) {
                String text = new String(secret, source);
                patterns.add(text.getBytes(StandardCharsets.UTF_16LE));
                patterns.add(text.getBytes(StandardCharsets.UTF_16BE));
            }
            return patterns;
        }
    };

    private static final int BITS_OF_BASE64 = 6;

    private final String words;

    SecretForm(String words) {
        this.words = words;
    }

    /** For reports; empty for the bytes themselves. */
    public String words() {
        return words;
    }

    /** The bytes to look for; a pattern may occur twice. */
    abstract List<byte[]> patterns(byte[] secret);

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** As {@code xxd} prints it: a blank after every second byte. */
    private static String inPairs(HexFormat digits, byte[] secret) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < secret.length; i++) {
            text.append(i > 0 && i % 2 == 0 ? " " : "").append(digits.toHexDigits(secret[i]));
        }
        return text.toString();
    }

    /** The characters that {@code before} bytes in front of the secret, and what follows it, leave as they are. */
    private static byte[] base64(Base64.Encoder encoder, byte[] secret, int before) {
        byte[] padded = new byte[before + secret.length];
        System.arraycopy(secret, 0, padded, before, secret.length);
        byte[] text = encoder.encode(padded);
        int whole = padded.length * Byte.SIZE / BITS_OF_BASE64;
        int first = (before * Byte.SIZE + BITS_OF_BASE64 - 1) / BITS_OF_BASE64;
        return first < whole ? Arrays.copyOfRange(text, first, whole) : new byte[0];
    }
}
