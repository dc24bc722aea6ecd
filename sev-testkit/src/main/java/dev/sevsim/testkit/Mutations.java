package dev.sevsim.testkit;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Damages valid input: bits, bytes, numbers, lengths, pieces. */
public final class Mutations {
    private static final int[] NUMBERS = {
        0, 1, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, Integer.MAX_VALUE, Integer.MIN_VALUE, -1, -16
    };

    private final SplittableRandom random;

    /** The same seed damages in the same ways. */
    public Mutations(long seed) {
        random = new SplittableRandom(seed);
    }

    /** A copy with one to four damages, in one case of a hundred of random bytes; its length may differ. */
    public byte[] of(byte[] valid) {
        byte[] raw = valid.clone();
        if (random.nextInt(100) == 0) {
            random.nextBytes(raw);
        }
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            raw = damage(raw);
        }
        return raw;
    }

    /** As {@link #of}, cut or padded with zeros to the length of {@code valid}. */
    public byte[] ofSameLength(byte[] valid) {
        return Arrays.copyOf(of(valid), valid.length);
    }

    private byte[] damage(byte[] raw) {
        if (raw.length == 0) {
            return new byte[random.nextInt(64)];
        }
        int at = random.nextBoolean()
                ? random.nextInt(raw.length)
                : raw.length - 1 - random.nextInt(Math.min(raw.length, 256));
        switch (random.nextInt(8)) {
            case 0 -> raw[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> raw[at] = (byte) random.nextInt(256);
            case 2 -> number(raw, at, 2);
            case 3 -> number(raw, at, 4);
            case 4 ->
                Arrays.fill(raw, at, Math.min(raw.length, at + random.nextInt(64)), (byte) (random.nextInt(3) - 1));
            case 5 -> {
                int length = random.nextInt(Math.min(64, raw.length - at) + 1);
                System.arraycopy(raw, at, raw, random.nextInt(raw.length - length + 1), length);
            }
            case 6 -> {
                return Arrays.copyOf(raw, random.nextInt(raw.length + 1));
            }
            default -> {
                return Arrays.copyOf(raw, raw.length + random.nextInt(64));
            }
        }
        return raw;
    }

    private void number(byte[] raw, int at, int width) {
        int value = random.nextBoolean() ? NUMBERS[random.nextInt(NUMBERS.length)] : raw[at] + random.nextInt(9) - 4;
        for (int i = 0; i < width && at + i < raw.length; i++) {
            raw[at + i] = (byte) (value >>> (8 * i));
        }
    }
}
