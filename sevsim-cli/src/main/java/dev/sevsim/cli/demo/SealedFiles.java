package dev.sevsim.cli.demo;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.bus.time.SimRandom;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Files that are encrypted one by one with AES-256-GCM, on a disk without a file system; our own format, little-endian.
 *
 * <pre>
 * offset  0            8
 *         +------------+-------+
 *         | 'SVSEALED' | count |   once
 *         |            | u32   |
 *         +------------+-------+
 *
 * offset  0        2      2+n       6+n     18+n
 *         +--------+------+---------+-------+----------------+
 *         | n      | name | length  | nonce | content, tag   |   for each file
 *         | u16    | n    | u32     | 12    | length, 16     |
 *         +--------+------+---------+-------+----------------+
 * </pre>
 *
 * <p>The name is authenticated with the content.
 */
final class SealedFiles {
    /** Bytes of a key. */
    static final int KEY_BYTES = 32;

    private static final Bytes MAGIC = Bytes.ofAscii("SVSEALED");
    private static final int NONCE = 12;
    private static final int TAG = 16;
    private static final int LONGEST_NAME = 255;

    private SealedFiles() {}

    /**
     * A file as it is stored on the disk.
     *
     * @param name in the clear
     * @param nonce 12 bytes
     * @param content ciphertext and tag
     */
    record Sealed(String name, Bytes nonce, Bytes content) {
        /** The plain content; empty for another key or changed bytes. */
        Optional<byte[]> open(byte[] key) {
            try {
                byte[] raw = content.toArray();
                return Optional.of(cipher(Cipher.DECRYPT_MODE, key, nonce, name).doFinal(raw));
            } catch (AEADBadTagException e) {
                return Optional.empty();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("AES-256-GCM", e);
            }
        }
    }

    /** The content of a disk with these files. */
    static Bytes seal(SortedMap<String, Bytes> files, SecretBytes key, SimRandom random) {
        ByteArrayOutputStream disk = new ByteArrayOutputStream();
        disk.writeBytes(MAGIC.toArray());
        disk.writeBytes(little(Integer.BYTES, files.size()));
        byte[] raw = key.reveal();
        try {
            files.forEach((name, content) -> {
                byte[] encoded = name.getBytes(StandardCharsets.UTF_8);
                Bytes nonce = random.bytes(NONCE);
                disk.writeBytes(little(Short.BYTES, encoded.length));
                disk.writeBytes(encoded);
                disk.writeBytes(little(Integer.BYTES, content.length()));
                disk.writeBytes(nonce.toArray());
                disk.writeBytes(sealed(raw, nonce, name, content));
            });
        } finally {
            Arrays.fill(raw, (byte) 0);
        }
        return Bytes.copyOf(disk.toByteArray());
    }

    /** The files on a disk; empty for a disk in another format. */
    static Optional<List<Sealed>> parse(byte[] disk) {
        ByteBuffer b = ByteBuffer.wrap(disk).order(ByteOrder.LITTLE_ENDIAN);
        try {
            if (!take(b, MAGIC.length()).equals(MAGIC)) {
                return Optional.empty();
            }
            List<Sealed> files = new ArrayList<>();
            int count = b.getInt();
            for (int i = 0; i < count; i++) {
                int nameLength = b.getShort() & 0xFFFF;
                String name =
                        new String(take(b, Math.min(nameLength, LONGEST_NAME)).toArray(), StandardCharsets.UTF_8);
                int length = b.getInt();
                if (nameLength > LONGEST_NAME || length < 0 || length > b.remaining()) {
                    return Optional.empty();
                }
                Bytes nonce = take(b, NONCE);
                files.add(new Sealed(name, nonce, take(b, length + TAG)));
            }
            return Optional.of(List.copyOf(files));
        } catch (BufferUnderflowException e) {
            return Optional.empty();
        }
    }

    private static Bytes take(ByteBuffer from, int length) {
        if (length < 0 || length > from.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] taken = new byte[length];
        from.get(taken);
        return Bytes.copyOf(taken);
    }

    private static byte[] sealed(byte[] key, Bytes nonce, String name, Bytes content) {
        try {
            return cipher(Cipher.ENCRYPT_MODE, key, nonce, name).doFinal(content.toArray());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM", e);
        }
    }

    private static Cipher cipher(int mode, byte[] key, Bytes nonce, String name) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG * Byte.SIZE, nonce.toArray()));
        cipher.updateAAD(name.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static byte[] little(int width, int value) {
        return Arrays.copyOf(
                ByteBuffer.allocate(Integer.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(value)
                        .array(),
                width);
    }
}
