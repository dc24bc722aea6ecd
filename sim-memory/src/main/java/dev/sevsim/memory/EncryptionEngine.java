package dev.sevsim.memory;

import dev.sevsim.abi.Page;
import dev.sevsim.bus.memory.FrameWatch;
import dev.sevsim.bus.memory.PagePieces;
import org.jspecify.annotations.Nullable;

/** Reads and writes of any byte range, raw or through a key, page by page. */
record EncryptionEngine(Dram dram) {
    private static final int BLOCK_MASK = TweakConstants.BLOCK_SIZE - 1;

    /** Reads through {@code key}, or the bytes as DRAM holds them when there is none. */
    void read(@Nullable MemoryKey key, long address, byte[] target, int offset, int length) {
        dram.check(address, length);
        if (isOnePiece(address, length)) {
            readInPage(key, address, target, offset, length);
        } else {
            PagePieces.each(address, offset, length, (at, from, n) -> readInPage(key, at, target, from, n));
        }
    }

    /** Writes through {@code key}, or the bytes as they are when there is none. */
    void write(@Nullable MemoryKey key, long address, byte[] source, int offset, int length) {
        dram.check(address, length);
        if (isOnePiece(address, length)) {
            writeInPage(key, address, source, offset, length);
        } else {
            PagePieces.each(address, offset, length, (at, from, n) -> writeInPage(key, at, source, from, n));
        }
    }

    /**
     * Reads whole blocks of one page and puts them back under another key; no other access to the page comes in between.
     *
     * @param plain receives what was read
     */
    void rekeyInPage(@Nullable MemoryKey from, MemoryKey to, long address, byte[] plain, int offset, int length) {
        byte[] frame = dram.frameToWrite(address);
        int at = pageOffset(address);
        synchronized (frame) {
            if (from == null) {
                System.arraycopy(frame, at, plain, offset, length);
            } else {
                from.decrypt(frame, address, length, plain, offset);
            }
            to.encrypt(plain, offset, address, length, frame);
            dram.watches().written(address, to, plain, offset, length);
        }
    }

    /** Whether a watched frame holds what {@code watch} expects, read through {@code key}. */
    boolean holds(@Nullable MemoryKey key, long address, FrameWatch watch) {
        byte[] frame = dram.frameToRead(address);
        Object token = key != null ? key : FrameWatches.NO_KEY;
        synchronized (frame) {
            if (watch.isHeldUnder(token)) {
                return true;
            }
            byte[] plain = frame;
            if (key != null) {
                plain = new byte[Page.SIZE];
                key.decrypt(frame, address, Page.SIZE, plain, 0);
            }
            return dram.isTouched(frame) ? watch.read(token, plain) : watch.matches(plain, 0);
        }
    }

    /** Bytes from {@code address} to the end of its page, at most {@code length}. */
    static int inPage(long address, int length) {
        return Math.min(Page.SIZE - pageOffset(address), length);
    }

    /** Whether an access lies in one page, as most do; it is made without an object for its move. */
    private static boolean isOnePiece(long address, int length) {
        return length > 0 && length == inPage(address, length);
    }

    private void readInPage(@Nullable MemoryKey key, long address, byte[] target, int offset, int length) {
        byte[] frame = dram.frameToRead(address);
        int at = pageOffset(address);
        synchronized (frame) {
            if (key == null) {
                System.arraycopy(frame, at, target, offset, length);
            } else if (isWholeBlocks(at, length)) {
                key.decrypt(frame, address, length, target, offset);
            } else {
                byte[] blocks = decryptAround(key, frame, address, length);
                System.arraycopy(blocks, at & BLOCK_MASK, target, offset, length);
            }
        }
    }

    private void writeInPage(@Nullable MemoryKey key, long address, byte[] source, int offset, int length) {
        if (key == null && length == Page.SIZE && dram.fill(address, source, offset)) {
            return;
        }
        byte[] frame = dram.frameToWrite(address);
        int at = pageOffset(address);
        synchronized (frame) {
            if (key == null) {
                System.arraycopy(source, offset, frame, at, length);
            } else if (isWholeBlocks(at, length)) {
                key.encrypt(source, offset, address, length, frame);
            } else {
                byte[] blocks = decryptAround(key, frame, address, length);
                System.arraycopy(source, offset, blocks, at & BLOCK_MASK, length);
                key.encrypt(blocks, 0, address & ~(long) BLOCK_MASK, blocks.length, frame);
            }
            dram.watches().written(address, key != null ? key : FrameWatches.NO_KEY, source, offset, length);
        }
    }

    /** The plaintext of all blocks that the range touches. */
    private static byte[] decryptAround(MemoryKey key, byte[] frame, long address, int length) {
        int at = pageOffset(address);
        int first = at & ~BLOCK_MASK;
        int end = at + length + BLOCK_MASK & ~BLOCK_MASK;
        byte[] blocks = new byte[end - first];
        key.decrypt(frame, address & ~(long) BLOCK_MASK, blocks.length, blocks, 0);
        return blocks;
    }

    private static boolean isWholeBlocks(int at, int length) {
        return ((at | length) & BLOCK_MASK) == 0;
    }

    private static int pageOffset(long address) {
        return (int) address & Page.SIZE - 1;
    }
}
