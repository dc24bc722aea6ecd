package dev.sevsim.view;

import dev.sevsim.abi.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * Bytes with the fields that explain them.
 *
 * @param title name of the structure or frame
 * @param purpose one sentence; empty where there is none
 * @param bytes all of them
 * @param spans in the order of the bytes, a whole before its parts
 */
record Block(String title, String purpose, Bytes bytes, List<Span> spans) {
    /**
     * One field of a block.
     *
     * @param offset bytes from the start of the block
     * @param length bytes; 0 for a field that is empty here
     * @param term what it is
     * @param value as a reader meets it; empty for a whole whose parts follow
     * @param depth 0 for a field of the block itself, 1 for a field of a structure in it, and so on
     */
    record Span(int offset, int length, Term term, String value, int depth) {}

    Block {
        spans = List.copyOf(spans);
    }

    /** Collects the spans of a block. */
    static final class Builder {
        private final String title;
        private final String purpose;
        private final List<Span> spans = new ArrayList<>();

        Builder(String title, String purpose) {
            this.title = title;
            this.purpose = purpose;
        }

        void add(int offset, int length, Term term, String value, int depth) {
            spans.add(new Span(offset, length, term, value, depth));
        }

        Block of(Bytes bytes) {
            return new Block(title, purpose, bytes, spans);
        }
    }
}
