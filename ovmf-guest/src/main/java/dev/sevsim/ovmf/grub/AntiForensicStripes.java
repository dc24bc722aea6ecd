package dev.sevsim.ovmf.grub;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A key blown up to many stripes, all of which are needed to get it back.
 *
 * <p>Source: LUKS On-Disk Format Specification 1.2.3, section 2.4.
 */
final class AntiForensicStripes {
    private AntiForensicStripes() {}

    /** The key that the stripes hold; {@code material} is a whole number of them. */
    static byte[] merge(byte[] material, int keyLength) {
        byte[] d = new byte[keyLength];
        int last = material.length - keyLength;
        for (int at = 0; at <= last; at += keyLength) {
            xor(d, material, at);
            if (at < last) {
                diffuse(d);
            }
        }
        return d;
    }

    /** Turns random material into stripes that hold {@code key}: the last one is replaced. */
    static void split(byte[] material, byte[] key) {
        int last = material.length - key.length;
        Arrays.fill(material, last, material.length, (byte) 0);
        byte[] d = merge(material, key.length);
        xor(d, key, 0);
        System.arraycopy(d, 0, material, last, key.length);
        Arrays.fill(d, (byte) 0);
    }

    private static void xor(byte[] target, byte[] source, int at) {
        for (int i = 0; i < target.length; i++) {
            target[i] ^= source[at + i];
        }
    }

    /** Each block of a digest's size becomes the digest of its number and itself, the last one cut to its length. */
    private static void diffuse(byte[] d) {
        MessageDigest sha256 = Digests.sha256();
        for (int at = 0, block = 0; at < d.length; at += Digests.SIZE, block++) {
            int length = Math.min(Digests.SIZE, d.length - at);
            sha256.update(Digests.bigEndian(block));
            sha256.update(d, at, length);
            System.arraycopy(sha256.digest(), 0, d, at, length);
        }
    }
}
