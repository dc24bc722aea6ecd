package dev.sevsim.abi.launch;

import dev.sevsim.abi.Bytes;

/** Bytes with one bit turned over. */
final class Flip {
    private Flip() {}

    static Bytes bit(Bytes source, int bit) {
        byte[] flipped = source.toArray();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        return Bytes.copyOf(flipped);
    }
}
