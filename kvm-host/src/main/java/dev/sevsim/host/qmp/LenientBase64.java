package dev.sevsim.host.qmp;

import dev.sevsim.abi.Bytes;
import java.io.ByteArrayOutputStream;

/**
 * Base64 as the monitor decodes it: characters outside the alphabet are skipped, an incomplete group at the end is dropped.
 *
 * <p>Source: docs/reference/kvm-host.md section 5.7.
 */
final class LenientBase64 {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private static final char PADDING = '=';
    private static final int GROUP = 4;
    private static final int SEXTET_BITS = 6;

    private LenientBase64() {}

    static Bytes decode(String text) {
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(text.length());
        int bits = 0;
        int characters = 0;
        int padding = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int sextet = ALPHABET.indexOf(c);
            if (sextet < 0 && c != PADDING) {
                continue;
            }
            bits = bits << SEXTET_BITS | Math.max(sextet, 0);
            padding += c == PADDING ? 1 : 0;
            if (++characters == GROUP) {
                write(decoded, bits, padding);
                bits = 0;
                characters = 0;
                padding = 0;
            }
        }
        return Bytes.copyOf(decoded.toByteArray());
    }

    private static void write(ByteArrayOutputStream decoded, int bits, int padding) {
        int octets = GROUP - 1 - Math.min(padding, 2);
        for (int i = 0; i < octets; i++) {
            decoded.write(bits >>> (16 - 8 * i));
        }
    }
}
