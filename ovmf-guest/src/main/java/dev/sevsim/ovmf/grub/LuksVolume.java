package dev.sevsim.ovmf.grub;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/**
 * A LUKS1 volume on a disk, unlocked.
 *
 * <p>Everything on the disk comes from an untrusted host, so a header that asks for more work or memory than
 * {@link #MOST_ITERATIONS} and {@link #MOST_KEY_MATERIAL} is not tried; these bounds are our choice. As AmdSev's GRUB
 * carries only the modules for AES and SHA-256, other volumes cannot be opened; of the modes XTS is known here.
 *
 * <p>Source: LUKS On-Disk Format Specification 1.2.3, section 4; docs/reference/ovmf-guest.md section 13.
 */
record LuksVolume(SectorReader disk, long payload, AesXts cipher) implements SectorReader {
    static final String CIPHER = "aes-xts-plain64";
    static final String HASH = "sha256";
    /** Of all slots together. */
    static final int MOST_ITERATIONS = 10_000_000;

    static final int MOST_KEY_MATERIAL = 1 << 20;

    /** Whether the header describes a volume that can be opened at all. */
    static boolean isSupported(LuksHeader header) {
        return header.cipher().equals(CIPHER)
                && header.hash().equals(HASH)
                && AesXts.isKeyLength(header.keyLength())
                && header.digestIterations() > 0
                && iterations(header) <= MOST_ITERATIONS;
    }

    /** What a message adds about a header that asks for too many iterations; empty for another. */
    static String excess(LuksHeader header) {
        long iterations = iterations(header);
        return iterations <= MOST_ITERATIONS
                ? ""
                : ", " + iterations + " iterations of all slots together, at most " + MOST_ITERATIONS;
    }

    /** Iterations that a wrong passphrase costs: those of every enabled slot, and of the digest once for each. */
    private static long iterations(LuksHeader header) {
        return header.slots().stream()
                .filter(LuksHeader.Slot::enabled)
                .mapToLong(slot ->
                        Integer.toUnsignedLong(slot.iterations()) + Integer.toUnsignedLong(header.digestIterations()))
                .sum();
    }

    /** Tries the passphrase on every enabled key slot; empty when it opens none. */
    static Optional<LuksVolume> unlock(SectorReader disk, LuksHeader header, SecretBytes passphrase) {
        if (!isSupported(header)) {
            return Optional.empty();
        }
        byte[] password = passphrase.reveal();
        try {
            return header.slots().stream()
                    .filter(LuksHeader.Slot::enabled)
                    .map(slot -> masterKey(disk, header, slot, password))
                    .flatMap(Optional::stream)
                    .findFirst()
                    .map(key -> opened(disk, header, key));
        } finally {
            Arrays.fill(password, (byte) 0);
        }
    }

    @Override
    public boolean contains(GuestDisk.Extent extent) {
        return disk.contains(new GuestDisk.Extent(payload + extent.lba(), extent.sizeBytes()));
    }

    @Override
    public Optional<Bytes> read(long lba, int count) {
        return disk.read(payload + lba, count).map(raw -> {
            byte[] sectors = raw.toArray();
            cipher.decrypt(sectors, lba);
            return Bytes.copyOf(sectors);
        });
    }

    /** Wipes the key. */
    void close() {
        cipher.wipe();
    }

    private static LuksVolume opened(SectorReader disk, LuksHeader header, SecretBytes key) {
        byte[] raw = key.reveal();
        LuksVolume volume = new LuksVolume(disk, header.payloadSector(), new AesXts(raw));
        Arrays.fill(raw, (byte) 0);
        key.wipe();
        return volume;
    }

    private static Optional<SecretBytes> masterKey(
            SectorReader disk, LuksHeader header, LuksHeader.Slot slot, byte[] password) {
        long material = Integer.toUnsignedLong(slot.stripes()) * header.keyLength();
        if (slot.iterations() <= 0 || material == 0 || material > MOST_KEY_MATERIAL) {
            return Optional.empty();
        }
        byte[] stripes = readStripes(disk, slot.sector(), (int) material).orElse(null);
        if (stripes == null) {
            return Optional.empty();
        }
        byte[] slotKey = Digests.pbkdf2(password, slot.salt().toArray(), slot.iterations(), header.keyLength());
        AesXts slotCipher = new AesXts(slotKey);
        slotCipher.decrypt(stripes, 0);
        byte[] candidate = AntiForensicStripes.merge(Arrays.copyOf(stripes, (int) material), header.keyLength());
        SecretBytes key = SecretBytes.copyOf(candidate);
        boolean right = MessageDigest.isEqual(
                Digests.pbkdf2(
                        candidate, header.digestSalt().toArray(), header.digestIterations(), LuksHeader.DIGEST_SIZE),
                header.digest().toArray());
        for (byte[] secret : new byte[][] {slotKey, stripes, candidate}) {
            Arrays.fill(secret, (byte) 0);
        }
        slotCipher.wipe();
        return right ? Optional.of(key) : Optional.empty();
    }

    private static Optional<byte[]> readStripes(SectorReader disk, long sector, int length) {
        GuestDisk.Extent extent = new GuestDisk.Extent(sector, length);
        if (!disk.contains(extent)) {
            return Optional.empty();
        }
        byte[] stripes = new byte[(int) extent.sectors() * GuestDisk.SECTOR_SIZE];
        for (long done = 0; done < extent.sectors(); done += AtaDisk.MAX_SECTORS) {
            int count = (int) Math.min(AtaDisk.MAX_SECTORS, extent.sectors() - done);
            Optional<Bytes> part = disk.read(sector + done, count);
            if (part.isEmpty()) {
                return Optional.empty();
            }
            part.get().copyTo(stripes, (int) done * GuestDisk.SECTOR_SIZE);
        }
        return Optional.of(stripes);
    }
}
