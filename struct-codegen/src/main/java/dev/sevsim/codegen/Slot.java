package dev.sevsim.codegen;

/**
 * One range of bytes of a structure.
 *
 * @param name the specification's name
 * @param at bytes from the start of the structure
 * @param size bytes
 * @param direction constant of {@code Direction}
 * @param content what the bytes hold
 * @param expression the record component, the name of a nested structure's type before it and a colon; the value of a
 *     constant; empty for reserved bytes
 */
record Slot(String name, int at, int size, String direction, Content content, String expression) {
    /** How the bytes are read and written. */
    enum Content {
        INT,
        LONG,
        BYTES,
        NESTED,
        CONSTANT,
        RESERVED
    }

    int end() {
        return at + size;
    }

    /** The record component that holds the value, if {@link #isComponent}. */
    String component() {
        return expression.substring(expression.indexOf(':') + 1);
    }

    /** The type of a nested structure. */
    String nestedType() {
        return expression.substring(0, expression.indexOf(':'));
    }

    /** Whether the bytes are always zero. */
    boolean isZero() {
        return content == Content.RESERVED || (content == Content.CONSTANT && expression.equals("0x0"));
    }

    boolean isComponent() {
        return content != Content.CONSTANT && content != Content.RESERVED;
    }
}
