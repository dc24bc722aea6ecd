package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.chip.ChipGeneration;
import dev.sevsim.io.file.InputException;
import dev.sevsim.psp.keys.ChipSecret;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;

/**
 * The fuses of a chip in a file; little-endian.
 *
 * <pre>
 *   0x00  8   ASCII "SEVSIMCH"
 *   0x08  u32 format version, 2
 *   0x0C  u32 generation: 1 Naples, 2 Rome, 3 Milan, 4 Genoa
 *   0x10  32  chip secret
 *   0x30  32  SHA-256 of all of the above
 * </pre>
 *
 * <p>The digest finds damage, not an attacker. In files of version 1 the generation is zero; their chips are Milan.
 */
final class ChipFile {
    static final int SIZE = 0x50;

    private static final Bytes MAGIC = Bytes.ofAscii("SEVSIMCH");
    private static final int VERSION = 2;
    private static final int VERSION_WITHOUT_GENERATION = 1;

    /** By the number of the generation. */
    private static final Map<Integer, ChipGeneration> GENERATIONS = Map.of(
            1, ChipGeneration.NAPLES,
            2, ChipGeneration.ROME,
            3, ChipGeneration.MILAN,
            4, ChipGeneration.GENOA);

    private static final int VERSION_AT = 0x08;
    private static final int GENERATION_AT = 0x0C;
    private static final int SECRET_AT = 0x10;
    private static final int DIGEST_AT = 0x30;

    private ChipFile() {}

    /**
     * A chip between runs.
     *
     * @param generation its generation
     * @param secret its secret
     */
    record KeptChip(ChipGeneration generation, ChipSecret secret) {}

    static Bytes encode(KeptChip chip) {
        byte[] raw = Bytes.concat(MAGIC, Bytes.u32Le(VERSION), Bytes.u32Le(number(chip.generation())))
                .paddedTo(SIZE)
                .toArray();
        byte[] secret = chip.secret().value().reveal();
        System.arraycopy(secret, 0, raw, SECRET_AT, secret.length);
        digest(raw).copyTo(raw, DIGEST_AT);
        Bytes encoded = Bytes.copyOf(raw);
        Arrays.fill(secret, (byte) 0);
        Arrays.fill(raw, (byte) 0);
        return encoded;
    }

    /**
     * Reads the file.
     *
     * @throws InputException for a malformed file; its message continues a sentence that starts with the file's name
     */
    static KeptChip decode(byte[] raw) {
        if (raw.length != SIZE) {
            throw new InputException("has " + raw.length + " bytes, expected " + SIZE);
        }
        if (!Bytes.copyOf(raw, 0, MAGIC.length()).equals(MAGIC)) {
            throw new InputException("does not start with SEVSIMCH");
        }
        int version = u32(raw, VERSION_AT);
        if (version != VERSION && version != VERSION_WITHOUT_GENERATION) {
            throw new InputException("has format version " + Integer.toUnsignedString(version) + ", expected "
                    + VERSION_WITHOUT_GENERATION + " or " + VERSION);
        }
        if (!digest(raw).equals(Bytes.copyOf(raw, DIGEST_AT, SIZE - DIGEST_AT))) {
            throw new InputException("is damaged: its digest does not match");
        }
        return new KeptChip(
                generation(version, u32(raw, GENERATION_AT)),
                new ChipSecret(SecretBytes.copyOf(raw, SECRET_AT, ChipSecret.SIZE)));
    }

    private static ChipGeneration generation(int version, int number) {
        if (version == VERSION_WITHOUT_GENERATION) {
            return ChipGeneration.MILAN;
        }
        ChipGeneration generation = GENERATIONS.get(number);
        if (generation == null) {
            throw new InputException(
                    "has generation " + Integer.toUnsignedString(number) + ", expected 1 to " + GENERATIONS.size());
        }
        return generation;
    }

    private static int number(ChipGeneration generation) {
        return GENERATIONS.entrySet().stream()
                .filter(entry -> entry.getValue() == generation)
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    private static int u32(byte[] raw, int at) {
        return Bytes.copyOf(raw, at, Integer.BYTES).asLittleEndian().getInt();
    }

    private static Bytes digest(byte[] raw) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(raw, 0, DIGEST_AT);
            return Bytes.copyOf(digest.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
