package dev.sevsim.abi.layout;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The description of a structure or frame for readers: the purpose, the source, and each field with its meaning.
 *
 * <p>The compiler writes it from the record's annotations and documentation comment, so that meanings, offsets and codec have one origin.
 *
 * @param name the specification's name
 * @param order of all numbers
 * @param purpose one sentence
 * @param source where it is specified; empty where the record names no source
 * @param fields in the order of the bytes
 */
public record StructDescription(String name, ByteOrder order, String purpose, String source, List<Part> fields) {
    private static final String DIRECTORY = "/META-INF/sevsim/structures/";
    private static final String TAB = "\t";
    private static final int COLUMNS = 7;

    /** What the bytes of a field hold. */
    public enum Content {
        /** An unsigned number of 1, 2 or 4 bytes. */
        INT,
        /** An unsigned number of 4 or 8 bytes. */
        LONG,
        BYTES,
        /** A structure of its own. */
        NESTED,
        /** One value that never changes. */
        CONSTANT,
        RESERVED,
        /** Of a frame: the code of an enumeration's constant, 4 bytes. */
        CODE,
        /** Of a frame: UTF-8 behind its length. */
        TEXT
    }

    /**
     * A field.
     *
     * @param offset bytes from the start of the structure; 0 in a frame, whose parts have no fixed place
     * @param width bytes; 0 in a frame
     * @param nested qualified name of the record of a nested structure; empty for others
     * @param meaning plain text; empty for reserved bytes
     */
    public record Part(
            String name, int offset, int width, Direction direction, Content content, String nested, String meaning) {}

    public StructDescription {
        fields = List.copyOf(fields);
    }

    /**
     * The description of a record with {@link Struct}, or of a frame.
     *
     * @throws IllegalArgumentException for another class
     */
    public static StructDescription of(Class<?> type) {
        return read(type, type.getCanonicalName());
    }

    /** The description of a record that a field of {@code type} names as {@link Part#nested}. */
    public static StructDescription nested(Class<?> type, String nested) {
        return read(type, nested);
    }

    private static StructDescription read(Class<?> type, String name) {
        try (InputStream in = type.getResourceAsStream(DIRECTORY + name + ".txt")) {
            if (in == null) {
                throw new IllegalArgumentException(name + " is no structure and no frame");
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static StructDescription parse(List<String> lines) {
        String[] head = lines.get(0).split(TAB, -1);
        List<Part> fields = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] columns = line.split(TAB, COLUMNS);
            fields.add(new Part(
                    columns[4],
                    number(columns[0]),
                    number(columns[1]),
                    Direction.valueOf(columns[2]),
                    Content.valueOf(columns[3]),
                    columns[5],
                    columns[6]));
        }
        ByteOrder order = head[2].equals("BIG_ENDIAN") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        return new StructDescription(head[0], order, head[3], head[4], fields);
    }

    private static int number(String text) {
        return text.isEmpty() ? 0 : Integer.parseInt(text);
    }
}
