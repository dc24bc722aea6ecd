package dev.sevsim.machine.act;

import dev.sevsim.abi.Bytes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Bits of a structure that an act inverts, as {@code OFFSET:MASK,OFFSET:MASK}.
 *
 * @param masks by the offset of their byte; each 1 to 0xff
 */
record BitList(Map<Long, Long> masks) {
    /** No bits. */
    static final BitList NONE = new BitList(Map.of());

    private static final long MOST = 0xFF;

    /**
     * Reads a list.
     *
     * @throws IllegalArgumentException for another text
     */
    static BitList parse(String text) {
        Map<Long, Long> masks = new LinkedHashMap<>();
        Texts.pairs(text.split(",", -1), ':', "bits").forEach((offset, mask) -> masks.put(number(offset), mask(mask)));
        return new BitList(masks);
    }

    private static long number(String text) {
        return Texts.number(text)
                .filter(number -> number >= 0)
                .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is no offset, expected a number"));
    }

    private static long mask(String text) {
        long mask = number(text);
        if (mask == 0 || mask > MOST) {
            throw new IllegalArgumentException("mask " + Texts.hex(mask) + " is out of range, expected 1 to 0xff");
        }
        return mask;
    }

    /**
     * A copy of bytes with these bits inverted, from an offset on and before another.
     *
     * @throws ActFailure for an offset behind the bytes
     */
    Bytes in(Bytes bytes, long from, long to) {
        byte[] content = bytes.toArray();
        masks.forEach((offset, mask) -> {
            if (offset >= content.length) {
                throw new ActFailure(content.length + " bytes have none at " + Texts.hex(offset));
            }
            if (offset >= from && offset < to) {
                content[offset.intValue()] ^= mask.byteValue();
            }
        });
        return Bytes.copyOf(content);
    }

    /** A copy of bytes with these bits inverted. */
    Bytes in(Bytes bytes) {
        return in(bytes, 0, Long.MAX_VALUE);
    }

    @Override
    public String toString() {
        return masks.entrySet().stream()
                .map(one -> Texts.hex(one.getKey()) + ":" + Texts.hex(one.getValue()))
                .collect(Collectors.joining(","));
    }
}
