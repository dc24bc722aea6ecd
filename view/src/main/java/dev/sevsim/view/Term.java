package dev.sevsim.view;

import dev.sevsim.abi.layout.StructDescription;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a field is, apart from its value: many fields of a run share one term.
 *
 * @param structure name of the structure or frame
 * @param name the specification's name of the field
 * @param meaning plain text; never empty
 * @param unit a key of {@link PageTexts}; empty for what has none
 * @param order a key of {@link PageTexts}; empty where bytes have no order
 * @param source where the structure is specified; empty for our own formats
 */
record Term(String structure, String name, String meaning, String unit, String order, String source) {
    private static final Pattern BYTES = Pattern.compile(".*(LEN|LENGTH|SIZE)");
    private static final Pattern ADDRESS = Pattern.compile(".*(ADDR|ADDRESS)");
    private static final Pattern IN_BITS = Pattern.compile("in bits(?! \\d)");
    private static final String RESERVED = "reserved; zero";

    /** A field of a described structure. */
    static Term of(StructDescription structure, StructDescription.Part part) {
        boolean number = part.content() == StructDescription.Content.INT
                || part.content() == StructDescription.Content.LONG
                || part.content() == StructDescription.Content.CODE;
        return new Term(
                structure.name(),
                part.name(),
                meaning(part),
                number ? unit(part) : "",
                number && part.width() != 1 ? order(structure.order()) : "",
                structure.source());
    }

    /** A field that no record describes: part of a table, or bytes of a page without a name. */
    static Term of(String structure, String name, String meaning, String source) {
        return new Term(structure, name, meaning, "", "", source);
    }

    /** The same term for a little-endian number. */
    Term littleEndian(String otherUnit) {
        return new Term(structure, name, meaning, otherUnit, order(ByteOrder.LITTLE_ENDIAN), source);
    }

    private static String meaning(StructDescription.Part part) {
        return switch (part.content()) {
            case RESERVED -> RESERVED;
            case CONSTANT -> "constant";
            default -> part.meaning().isEmpty() ? part.name() : part.meaning();
        };
    }

    private static String unit(StructDescription.Part part) {
        if (IN_BITS.matcher(part.meaning()).find()) {
            return "unit.bits";
        }
        String letters = part.name().replace("_", "").toUpperCase(Locale.ROOT);
        if (BYTES.matcher(letters).matches()) {
            return "unit.bytes";
        }
        return ADDRESS.matcher(letters).matches() ? "unit.address" : "";
    }

    private static String order(ByteOrder order) {
        return order == ByteOrder.LITTLE_ENDIAN ? "order.little" : "order.big";
    }
}
