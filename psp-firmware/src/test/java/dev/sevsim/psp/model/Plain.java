package dev.sevsim.psp.model;

import dev.sevsim.abi.Bytes;
import java.util.Arrays;

/** What the model has of a plaintext, by blocks of 16 bytes. */
final class Plain {
    static final int BLOCK = 16;

    private final byte[] content;
    private final boolean[] known;

    private Plain(byte[] content, boolean known) {
        this.content = content;
        this.known = new boolean[content.length / BLOCK];
        Arrays.fill(this.known, known);
    }

    static Plain unknown(int length) {
        return new Plain(new byte[length], false);
    }

    static Plain of(Bytes content) {
        return new Plain(content.toArray(), true);
    }

    int blocks() {
        return known.length;
    }

    boolean isKnown(int block) {
        return known[block];
    }

    Bytes block(int block) {
        return Bytes.copyOf(content, block * BLOCK, BLOCK);
    }

    void learn(int block, Bytes plain) {
        plain.copyTo(content, block * BLOCK);
        known[block] = true;
    }

    /** The first bytes, if all of them are known; else nothing. */
    Bytes knownStart(int length) {
        for (int block = 0; block * BLOCK < length; block++) {
            if (!known[block]) {
                return Bytes.EMPTY;
            }
        }
        return Bytes.copyOf(content, 0, length);
    }

    /** The same with the eight zero bytes and the pointer that a save area gets. */
    Plain withPointer(long pointer) {
        Plain patched = new Plain(content.clone(), false);
        System.arraycopy(known, 0, patched.known, 0, known.length);
        Bytes zeroAndPointer = Bytes.concat(Bytes.u64Le(0), Bytes.u64Le(pointer));
        patched.learn(0x380 / BLOCK, zeroAndPointer);
        return patched;
    }
}
