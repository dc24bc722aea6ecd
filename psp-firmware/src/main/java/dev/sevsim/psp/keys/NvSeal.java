package dev.sevsim.psp.keys;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.crypto.Aes;
import dev.sevsim.crypto.DigestAlgorithm;
import dev.sevsim.psp.nv.NvStorage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/**
 * Protects what the store holds; our own format, little-endian.
 *
 * <pre>
 *   0x0000  4       ASCII "SVNV"
 *   0x0004  u32     format version, 1
 *   0x0008  16      initial counter block
 *   0x0018  8       zero
 *   0x0020  0x7FC0  content, zero-extended, AES-128-CTR
 *   0x7FE0  32      HMAC-SHA-256 over all of the above
 * </pre>
 *
 * <p>The counter block is the start of an HMAC over the content: the same content gives the same area, and no block is
 * ever used for two. There is no freshness counter, as on real chips: an old area is as good as the newest.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 5.1 (storage keys) and section 11, point 15.
 */
final class NvSeal {
    /** Bytes of either key. */
    public static final int KEY_SIZE = 16;

    private static final Bytes MAGIC = Bytes.ofAscii("SVNV");
    private static final int VERSION = 1;
    private static final int IV_AT = 0x08;
    private static final int IV_SIZE = 16;
    private static final int CONTENT_AT = 0x20;
    private static final int MAC_SIZE = 32;
    private static final int MAC_AT = NvStorage.SIZE - MAC_SIZE;

    /** Bytes that fit. */
    public static final int CONTENT_SIZE = MAC_AT - CONTENT_AT;

    private final SecretBytes encryptionKey;
    private final SecretBytes macKey;

    /** Under two keys of 16 bytes. */
    public NvSeal(SecretBytes encryptionKey, SecretBytes macKey) {
        this.encryptionKey = encryptionKey;
        this.macKey = macKey;
    }

    /** A whole area that holds {@code content}. */
    public Bytes seal(SecretBytes content) {
        if (content.length() > CONTENT_SIZE) {
            throw new IllegalArgumentException("content of " + content.length() + " bytes, at most " + CONTENT_SIZE);
        }
        byte[] revealed = content.reveal();
        byte[] padded = Arrays.copyOf(revealed, CONTENT_SIZE);
        byte[] iv = Arrays.copyOf(mac(padded, CONTENT_SIZE), IV_SIZE);
        byte[] area = new byte[NvStorage.SIZE];
        MAGIC.copyTo(area, 0);
        ByteBuffer b = ByteBuffer.wrap(area).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(MAGIC.length(), VERSION);
        b.put(IV_AT, iv);
        b.put(CONTENT_AT, cipher(iv, padded));
        b.put(MAC_AT, mac(area, MAC_AT));
        Arrays.fill(revealed, (byte) 0);
        Arrays.fill(padded, (byte) 0);
        return Bytes.copyOf(area);
    }

    /** The content of an area, zero-extended; empty when the area was not sealed by these keys or was changed since. */
    public Optional<SecretBytes> open(Bytes sealed) {
        byte[] area = sealed.toArray();
        boolean ours = area.length == NvStorage.SIZE
                && sealed.slice(0, MAGIC.length()).equals(MAGIC)
                && sealed.asLittleEndian().getInt(MAGIC.length()) == VERSION
                && MessageDigest.isEqual(mac(area, MAC_AT), Arrays.copyOfRange(area, MAC_AT, area.length));
        if (!ours) {
            return Optional.empty();
        }
        byte[] iv = Arrays.copyOfRange(area, IV_AT, IV_AT + IV_SIZE);
        byte[] content = cipher(iv, Arrays.copyOfRange(area, CONTENT_AT, MAC_AT));
        SecretBytes opened = SecretBytes.copyOf(content);
        Arrays.fill(content, (byte) 0);
        return Optional.of(opened);
    }

    /** Counter mode: the same in both directions. */
    private byte[] cipher(byte[] iv, byte[] input) {
        return Aes.ctr(encryptionKey, iv, input);
    }

    private byte[] mac(byte[] input, int length) {
        return DigestAlgorithm.SHA_256.hmac(macKey, input, length);
    }
}
