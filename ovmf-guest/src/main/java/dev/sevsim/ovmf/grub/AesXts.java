package dev.sevsim.ovmf.grub;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-XTS over disk sectors of 512 bytes with the sector number as tweak, {@code aes-xts-plain64} of Linux's dm-crypt.
 *
 * <p>Source: IEEE 1619-2007 section 5.
 */
final class AesXts {
    private static final int BLOCK = 16;
    private static final int SECTOR = GuestDisk.SECTOR_SIZE;
    private static final long REDUCTION = 0x87;

    private final byte[] key;

    /** {@code key} holds the data key and the tweak key, 32 or 64 bytes together. */
    AesXts(byte[] key) {
        if (!isKeyLength(key.length)) {
            throw new IllegalArgumentException("XTS key of " + key.length + " bytes, expected 32 or 64");
        }
        this.key = key.clone();
    }

    static boolean isKeyLength(int length) {
        return length == 32 || length == 64;
    }

    /** Encrypts whole sectors in place; the first has number {@code sector}. */
    void encrypt(byte[] sectors, long sector) {
        run(Cipher.ENCRYPT_MODE, sectors, sector);
    }

    /** Decrypts whole sectors in place; the first has number {@code sector}. */
    void decrypt(byte[] sectors, long sector) {
        run(Cipher.DECRYPT_MODE, sectors, sector);
    }

    /** Overwrites the key; the object is of no use afterwards. */
    void wipe() {
        Arrays.fill(key, (byte) 0);
    }

    private void run(int mode, byte[] sectors, long sector) {
        try {
            int half = key.length / 2;
            Cipher data = aes(mode, 0, half);
            byte[] tweaks = tweaks(aes(Cipher.ENCRYPT_MODE, half, half), sectors.length / SECTOR, sector);
            xor(sectors, tweaks);
            // A cipher of the JDK copies its input where the ranges are the same.
            int done = data.doFinal(sectors, 0, sectors.length, sectors, 0);
            if (done != sectors.length) {
                throw new IllegalStateException("AES gave " + done + " bytes, expected " + sectors.length);
            }
            xor(sectors, tweaks);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES", e);
        }
    }

    private Cipher aes(int mode, int offset, int length) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, offset, length, "AES"));
        return cipher;
    }

    /** The tweak of every block: the encrypted sector number, doubled in GF(2^128) from block to block. */
    private static byte[] tweaks(Cipher tweakCipher, int count, long firstSector) throws GeneralSecurityException {
        ByteBuffer tweaks = ByteBuffer.allocate(count * SECTOR).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer number = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            ByteBuffer first = ByteBuffer.wrap(tweakCipher.doFinal(
                            number.putLong(0, firstSector + i).array()))
                    .order(ByteOrder.LITTLE_ENDIAN);
            long low = first.getLong(0);
            long high = first.getLong(8);
            for (int block = 0; block < SECTOR / BLOCK; block++) {
                tweaks.putLong(low).putLong(high);
                long carry = high >> 63;
                high = (high << 1) | (low >>> 63);
                low = (low << 1) ^ (carry & REDUCTION);
            }
        }
        return tweaks.array();
    }

    private static void xor(byte[] target, byte[] other) {
        for (int i = 0; i < target.length; i++) {
            target[i] ^= other[i];
        }
    }
}
