package dev.sevsim.codegen;

import java.util.List;

/**
 * One component of a frame, with the components inside it where it is a record of its own.
 *
 * @param name the component
 * @param type its type as source
 * @param kind how it is written
 * @param parts of a {@link Kind#GROUP}; empty for every other kind
 */
record Part(String name, String type, Kind kind, List<Part> parts) {
    /** How a component is written. */
    enum Kind {
        INT,
        LONG,
        CODE,
        BYTES,
        TEXT,
        GROUP
    }

    Part {
        parts = List.copyOf(parts);
    }

    /** Bytes that the component always takes; of bytes and text the length field. */
    int fixedSize() {
        return switch (kind) {
            case LONG -> Long.BYTES;
            case INT, CODE, BYTES, TEXT -> Integer.BYTES;
            case GROUP -> parts.stream().mapToInt(Part::fixedSize).sum();
        };
    }
}
