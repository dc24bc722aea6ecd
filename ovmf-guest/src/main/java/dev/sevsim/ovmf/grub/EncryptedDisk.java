package dev.sevsim.ovmf.grub;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.bus.time.SimRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A guest disk inside a LUKS1 volume, as an owner prepares it: the passphrase is needed to boot from it, and the host
 * sees neither kernel nor command line.
 *
 * <p>The volume fills the disk, without partitions; {@code aes-xts-plain64} with a key of 64 bytes and SHA-256, one key
 * slot in use. The same random stream always gives the same bytes. That a {@link GuestDisk} is inside, where a real
 * disk has a file system with GRUB's configuration, is our choice.
 *
 * <p>Source: LUKS On-Disk Format Specification 1.2.3, sections 3 and 4.
 */
public final class EncryptedDisk {
    private static final int KEY_SIZE = 64;
    private static final int STRIPES = 4000;
    private static final int FIRST_SLOT_SECTOR = 8;
    private static final int SLOT_SECTORS = 504; // the stripes, to a multiple of 4096 bytes
    private static final int PAYLOAD_SECTOR = 4096;

    /** What the specification calls the least: a launch should not wait, and nothing here protects anything. */
    private static final int ITERATIONS = 1000;

    private EncryptedDisk() {}

    /**
     * Encrypts a disk.
     *
     * @param content of the volume
     * @param passphrase what unlocks it, without a NUL
     * @param random keys, salts and stripes
     */
    public static Bytes encode(GuestDisk content, SecretBytes passphrase, SimRandom random) {
        return encode(content.encode(), passphrase, random);
    }

    /**
     * Encrypts anything.
     *
     * @param content of the volume, a whole number of sectors
     * @param passphrase what unlocks it, without a NUL
     * @param random keys, salts and stripes
     */
    public static Bytes encode(Bytes content, SecretBytes passphrase, SimRandom random) {
        SecretBytes masterKey = random.secret(KEY_SIZE);
        byte[] key = masterKey.reveal();
        Bytes salt = random.bytes(LuksHeader.SALT_SIZE);
        Bytes digestSalt = random.bytes(LuksHeader.SALT_SIZE);
        Bytes digest = Bytes.copyOf(Digests.pbkdf2(key, digestSalt.toArray(), ITERATIONS, LuksHeader.DIGEST_SIZE));
        LuksHeader header = new LuksHeader(
                LuksVolume.CIPHER,
                LuksVolume.HASH,
                PAYLOAD_SECTOR,
                KEY_SIZE,
                digest,
                digestSalt,
                ITERATIONS,
                uuid(random),
                slots(salt));
        byte[] payload = content.toArray();
        new AesXts(key).encrypt(payload, 0);
        Bytes disk = Bytes.concat(
                header.encode().paddedTo(FIRST_SLOT_SECTOR * GuestDisk.SECTOR_SIZE),
                keyMaterial(key, passphrase, salt, random)
                        .paddedTo((PAYLOAD_SECTOR - FIRST_SLOT_SECTOR) * GuestDisk.SECTOR_SIZE),
                Bytes.copyOf(payload));
        Arrays.fill(key, (byte) 0);
        masterKey.wipe();
        return disk;
    }

    private static Bytes keyMaterial(byte[] key, SecretBytes passphrase, Bytes salt, SimRandom random) {
        byte[] stripes = new byte[KEY_SIZE * STRIPES];
        random.nextBytes(stripes);
        AntiForensicStripes.split(stripes, key);
        byte[] password = passphrase.reveal();
        byte[] slotKey = Digests.pbkdf2(password, salt.toArray(), ITERATIONS, KEY_SIZE);
        new AesXts(slotKey).encrypt(stripes, 0);
        Arrays.fill(password, (byte) 0);
        Arrays.fill(slotKey, (byte) 0);
        return Bytes.copyOf(stripes);
    }

    private static List<LuksHeader.Slot> slots(Bytes salt) {
        List<LuksHeader.Slot> slots = new ArrayList<>();
        for (int i = 0; i < LuksHeader.SLOTS; i++) {
            int sector = FIRST_SLOT_SECTOR + i * SLOT_SECTORS;
            slots.add(
                    i == 0
                            ? new LuksHeader.Slot(true, ITERATIONS, salt, sector, STRIPES)
                            : new LuksHeader.Slot(false, 0, Bytes.zeros(LuksHeader.SALT_SIZE), sector, STRIPES));
        }
        return slots;
    }

    /** Random, with version 4 and variant bits. */
    private static String uuid(SimRandom random) {
        byte[] raw = random.bytes(Guid.SIZE).toArray();
        raw[7] = (byte) ((raw[7] & 0x0F) | 0x40); // the high byte of the third, little-endian field
        raw[8] = (byte) ((raw[8] & 0x3F) | 0x80);
        return Guid.fromWire(raw, 0).toString();
    }
}
