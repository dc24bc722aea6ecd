package dev.sevsim.machine.act;

import dev.sevsim.abi.Bytes;
import dev.sevsim.io.text.NearMiss;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The arguments of acts as text: the type of a record's component decides what it reads and prints. */
final class ActArguments {
    /** What a text is read as, with the name of the argument in front of a refusal. */
    private static final Map<Class<?>, Function<String, ?>> READERS = Map.of(
            long.class, ActArguments::number,
            Long.class, ActArguments::number,
            Bytes.class, ActArguments::bytes,
            PageName.class, PageName::parse,
            HostValue.class, HostValue::parse,
            FieldList.class, FieldList::parse,
            BitList.class, BitList::parse,
            HostFile.class, HostFile::parse,
            String.class, text -> text);

    /** In the place of digits, which a value must have. */
    private static final String NO_BYTES = "none";

    private ActArguments() {}

    /** The name of an act or argument: lower case with hyphens. */
    static String hyphens(String camelCase) {
        return camelCase.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    /**
     * The value of an argument. A number that is left out is 0, an optional argument empty; anything else has to be given.
     *
     * @param what act and argument, for messages
     * @throws IllegalArgumentException for a text that is no such value
     */
    static Object read(String what, RecordComponent component, Optional<String> text) {
        if (component.getGenericType() instanceof ParameterizedType optional) {
            return text.map(given -> read(what, optional.getActualTypeArguments()[0], given));
        }
        if (text.isEmpty() && component.getType() == long.class) {
            return 0L;
        }
        return read(
                what,
                component.getType(),
                text.orElseThrow(() -> new IllegalArgumentException("act " + what + " is missing")));
    }

    private static Object read(String what, Type type, String text) {
        Class<?> kind = (Class<?>) type;
        Function<String, ?> reader = READERS.get(kind);
        if (reader == null) {
            return constant(what, kind, text);
        }
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("act " + what + ": " + e.getMessage(), e);
        }
    }

    /** The text of a value; empty for one that is left out. */
    static String show(Object value) {
        if (value instanceof Long number) {
            return Texts.hex(number);
        }
        if (value instanceof Bytes bytes) {
            return bytes.isEmpty() ? NO_BYTES : bytes.toHex();
        }
        return value instanceof Optional<?> optional
                ? optional.map(ActArguments::show).orElse("")
                : value.toString();
    }

    /** An enumeration's constants have the names of their specification. */
    private static Object constant(String what, Class<?> type, String text) {
        List<String> names = Arrays.stream(type.getEnumConstants())
                .map(one -> ((Enum<?>) one).name())
                .toList();
        int index = names.indexOf(text);
        if (index < 0) {
            String question = NearMiss.question(text, names);
            throw new IllegalArgumentException("act " + what + " is '" + text + "'"
                    + (question.isEmpty() ? ", expected one of " + String.join(", ", names) : question));
        }
        return type.getEnumConstants()[index];
    }

    private static Long number(String text) {
        return Texts.number(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + text + "' is no number, expected decimal or 0x hexadecimal digits"));
    }

    /** Two digits for each byte, without blanks, since blanks separate arguments. */
    private static Bytes bytes(String text) {
        if (text.equals(NO_BYTES)) {
            return Bytes.EMPTY;
        }
        try {
            return Bytes.copyOf(HexFormat.of().parseHex(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "', expected an even number of hexadecimal digits", e);
        }
    }
}
