package dev.sevsim.abi.launch;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Packets between two platforms: a {@link SecretHeader} and AES-128-CTR content, which is worked on in place.
 *
 * <p>The MAC is that of a secret packet with another context byte and without a measurement. Neither an address nor a
 * sequence number is under it.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 5.7.
 */
public final class MigrationPacket {
    /** The context byte of data packets, and of packets with a save area as firmware was observed to make them. */
    public static final int CONTEXT_DATA = 0x02;

    /** The context byte that is set aside for packets with a save area. */
    public static final int CONTEXT_VMSA = 0x03;

    private static final int MAC_HEAD_SIZE = 1 + 4 + 16 + 4 + 4;

    private MigrationPacket() {}

    /** Encrypts the content in place and answers its header, not compressed. */
    public static SecretHeader seal(TransportKeys keys, int context, Bytes iv, byte[] content) {
        ctrInPlace(keys.tek(), iv, content);
        return new SecretHeader(0, iv, mac(keys.tik(), context, 0, iv, content.length, content));
    }

    /** Whether the header's MAC is right for this ciphertext and a guest buffer of {@code guestLength} bytes. */
    public static boolean macHolds(
            SecretBytes tik, int context, SecretHeader header, int guestLength, byte[] ciphertext) {
        Bytes expected = mac(tik, context, header.flags(), header.iv(), guestLength, ciphertext);
        return MessageDigest.isEqual(expected.toArray(), header.mac().toArray());
    }

    /** Decrypts the content in place. Ask {@link #macHolds} first. */
    public static void open(SecretBytes tek, SecretHeader header, byte[] content) {
        ctrInPlace(tek, header.iv(), content);
    }

    private static Bytes mac(SecretBytes tik, int context, int flags, Bytes iv, int guestLength, byte[] ciphertext) {
        byte[] head = new byte[MAC_HEAD_SIZE];
        ByteBuffer.wrap(head)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) context)
                .putInt(flags)
                .put(iv.toArray())
                .putInt(guestLength)
                .putInt(ciphertext.length);
        return Bytes.copyOf(KeyDerivation.Hmac.sha256(tik, head, ciphertext));
    }

    private static void ctrInPlace(SecretBytes key, Bytes iv, byte[] content) {
        byte[] raw = key.reveal();
        try {
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(raw, "AES"), new IvParameterSpec(iv.toArray()));
            int done = cipher.doFinal(content, 0, content.length, content, 0);
            if (done != content.length) {
                throw new ShortBufferException(done + " bytes ciphered, expected " + content.length);
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES/CTR/NoPadding", e);
        } finally {
            Arrays.fill(raw, (byte) 0);
        }
    }
}
