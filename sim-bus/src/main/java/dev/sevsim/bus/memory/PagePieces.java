package dev.sevsim.bus.memory;

import dev.sevsim.abi.Page;

/** Splits a transfer between memory and an array at the boundaries of pages. */
public final class PagePieces {
    private PagePieces() {}

    /** Moves one piece. */
    @FunctionalInterface
    public interface Move {
        /**
         * Moves bytes.
         *
         * @param address of the first byte in memory
         * @param offset of the first byte in the array
         * @param length bytes, at least 1
         */
        void move(long address, int offset, int length);
    }

    /** Calls {@code move} for each piece of {@code length} bytes, in the order of their addresses. */
    public static void each(long address, int offset, int length, Move move) {
        for (int done = 0; done < length; ) {
            long at = address + done;
            int piece = (int) Math.min(length - done, Page.SIZE - (at & Page.SIZE - 1));
            move.move(at, offset + done, piece);
            done += piece;
        }
    }
}
