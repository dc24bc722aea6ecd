package dev.sevsim.memory;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.chip.TweakSource;
import dev.sevsim.bus.time.SimRandom;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The constants t_i, one of 16 bytes for each address bit from 4 on; the tweak of a block is the XOR of those whose bit
 * is 1 in its system physical address.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 7.1.
 */
public final class TweakConstants {
    /** Bytes that one tweak covers. */
    public static final int BLOCK_SIZE = 16;

    private static final int FIRST_BIT = 4;
    private static final int END_BIT = 52;
    private static final int FIRST_UNPUBLISHED_BIT = 32;

    /** t_4 to t_31 of an EPYC 7251; each is four bytes, repeated four times. */
    private static final String[] PUBLISHED = {
        "82253838", "ec09079c", "40000018", "8102a23a", "77d91077", "b010b2c0", "536d544d",
        "1568ee53", "b09230c2", "9670ff8e", "361b90d5", "0400c236", "e8182985", "bd31f92a",
        "a50d3744", "f431d84c", "02043181", "b37132a1", "508ac06c", "168a8020", "7f9bc007",
        "00db0407", "7f000404", "70fa01be", "bb3d2890", "bd2dd526", "1c5d6ce2", "4f5ce727",
    };

    private final long[] low = new long[Long.SIZE];
    private final long[] high = new long[Long.SIZE];

    private TweakConstants() {}

    /** The constants of one boot; {@code random} is drawn from only where they are random. */
    public static TweakConstants of(TweakSource source, SimRandom random) {
        return switch (source) {
            case PUBLISHED -> published();
            case RANDOM_PER_BOOT -> random(random);
        };
    }

    /**
     * The table measured on a first-generation part: fixed, and only 32 bits of each constant are independent.
     *
     * <p>Bits 32 and up were never published. Ours are the first four bytes of SHA-256 over the ASCII text
     * {@code sevsim tweak t_32} and so on, with the same four-byte period: our choice, so that large machines work.
     */
    public static TweakConstants published() {
        TweakConstants constants = new TweakConstants();
        for (int bit = FIRST_BIT; bit < END_BIT; bit++) {
            Bytes quarter = bit < FIRST_UNPUBLISHED_BIT
                    ? Bytes.fromHex(PUBLISHED[bit - FIRST_BIT])
                    : sha256(Bytes.ofAscii("sevsim tweak t_" + bit)).slice(0, 4);
            constants.put(bit, Bytes.concat(quarter, quarter, quarter, quarter));
        }
        return constants;
    }

    /** Fresh constants of a boot, 128 independent bits for each address bit, as from the second generation on. */
    public static TweakConstants random(SimRandom random) {
        TweakConstants constants = new TweakConstants();
        for (int bit = FIRST_BIT; bit < END_BIT; bit++) {
            constants.put(bit, random.bytes(BLOCK_SIZE));
        }
        return constants;
    }

    /** T(p): the tweak of the block at a system physical address, 16 bytes. */
    public Bytes tweak(long address) {
        ByteBuffer tweak = ByteBuffer.allocate(BLOCK_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        tweak.putLong(low(address)).putLong(high(address));
        byte[] raw = new byte[BLOCK_SIZE];
        tweak.get(0, raw);
        return Bytes.copyOf(raw);
    }

    /** Bytes 0 to 7 of T(p) as a little-endian number. */
    long low(long address) {
        return xor(low, address);
    }

    /** Bytes 8 to 15 of T(p) as a little-endian number. */
    long high(long address) {
        return xor(high, address);
    }

    private static long xor(long[] constants, long address) {
        long tweak = 0;
        for (long bits = address; bits != 0; bits &= bits - 1) {
            tweak ^= constants[Long.numberOfTrailingZeros(bits)];
        }
        return tweak;
    }

    private void put(int bit, Bytes constant) {
        ByteBuffer b = constant.asLittleEndian();
        low[bit] = b.getLong(0);
        high[bit] = b.getLong(8);
    }

    private static Bytes sha256(Bytes input) {
        try {
            return Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(input.toArray()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TweakConstants that && Arrays.equals(low, that.low) && Arrays.equals(high, that.high);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(low) * 31 + Arrays.hashCode(high);
    }
}
