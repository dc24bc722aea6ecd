package dev.sevsim.abi.layout;

import dev.sevsim.abi.Bytes;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * How the values of fields stand in a trace.
 *
 * <p>A length, a count, a version, an ASID, a guest handle or a descriptor is a number; an address, a register, a code,
 * a state, flags and anything else of at most eight bytes is hexadecimal text with {@code 0x}; more bytes are
 * hexadecimal digits in the order of the structure. The name of a field decides which it is.
 */
public final class FieldFormat {
    private static final Set<String> NUMBERS =
            Set.of("HANDLE", "ASID", "FILE", "VCPU", "CORE", "SLOT", "NUMIDS", "BUILD", "BUILDID", "SEVFD");
    private static final List<String> NUMBER_ENDINGS =
            List.of("LEN", "LENGTH", "SIZE", "COUNT", "THRESHOLD", "MAJOR", "MINOR", "VERSION");

    private FieldFormat() {}

    /** Whether the field of this name is a number that people count in. */
    public static boolean isNumber(String name) {
        String letters = name.replace("_", "").toUpperCase(Locale.ROOT);
        return NUMBERS.contains(letters) || NUMBER_ENDINGS.stream().anyMatch(letters::endsWith);
    }

    /** A value of the field of this name: a {@code Long} or text. */
    public static Object value(String name, long value) {
        return isNumber(name) ? (Object) value : hex(value);
    }

    /** A register, address or code as text: {@code 0x1f}. */
    public static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }

    /** Hands the name and value of each wanted field to {@code target}; reserved fields are left out. */
    public static void describe(
            StructLayout layout, Bytes raw, Predicate<Field> wanted, BiConsumer<String, Object> target) {
        for (Field field : layout.fields()) {
            if (!field.reserved() && wanted.test(field)) {
                Bytes content = raw.slice(field.offset(), field.offset() + field.width());
                target.accept(field.name(), value(field.name(), content));
            }
        }
    }

    private static Object value(String name, Bytes littleEndian) {
        if (littleEndian.length() > Long.BYTES) {
            return littleEndian.toHex();
        }
        return value(name, littleEndian.paddedTo(Long.BYTES).asLittleEndian().getLong());
    }
}
