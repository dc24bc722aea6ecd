package dev.sevsim.machine.act;

import dev.sevsim.abi.Bytes;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** Every act, with its name and its arguments, which are those of its record. */
public final class Acts {
    /**
     * In the order of docs/acts.md: memory, nested page tables, commands, messages, entries, firmware. The classes are named here
     * and not searched for, so that the list is the same in a module, on a class path and in one file.
     */
    private static final List<Class<? extends Act>> ALL = List.of(
            PageActs.FlipBit.class,
            PageActs.WritePage.class,
            PageActs.SavePage.class,
            PageActs.ReplayPage.class,
            PageActs.SwapBlocks.class,
            PageActs.SwapPages.class,
            PageActs.AliasPage.class,
            PageActs.HidePage.class,
            PageActs.RestorePage.class,
            SkipCommand.class,
            RepeatCommand.class,
            AnswerStatus.class,
            SendCommand.class,
            ChangeField.class,
            ChangeMessage.class,
            LoseMessage.class,
            ClearSev.class,
            ChangeAsid.class,
            LieCpuid.class,
            DebugDecrypt.class,
            KillFirmware.class);

    private Acts() {}

    /** The classes of all acts, in the order of docs/acts.md. */
    public static List<Class<? extends Act>> all() {
        return ALL;
    }

    /** The name of an act: that of its class in lower case with hyphens. */
    public static String nameOf(Class<? extends Act> act) {
        return hyphens(act.getSimpleName());
    }

    /** The argument names of an act, each with its description. */
    public static Map<String, String> arguments(Class<? extends Act> act) {
        Map<String, String> arguments = new LinkedHashMap<>();
        for (RecordComponent component : act.getRecordComponents()) {
            arguments.put(
                    hyphens(component.getName()),
                    Objects.requireNonNull(component.getAnnotation(Describe.class))
                            .value());
        }
        return arguments;
    }

    /**
     * Reads {@code NAME [ARGUMENT=VALUE ...]}.
     *
     * @throws IllegalArgumentException for another text; the message names what is expected
     */
    public static Act parse(String text) {
        String[] words = text.strip().split("\\s+", -1);
        Map<String, String> values = new LinkedHashMap<>();
        for (String word : Arrays.asList(words).subList(1, words.length)) {
            int equals = word.indexOf('=');
            if (equals < 0 || values.put(word.substring(0, equals), word.substring(equals + 1)) != null) {
                throw new IllegalArgumentException(
                        "'" + word + "' in '" + text + "' is no argument of an act, expected each once, as NAME=VALUE");
            }
        }
        return of(words[0], values);
    }

    /**
     * Makes an act from its name and the texts of its arguments.
     *
     * @throws IllegalArgumentException for an unknown act or argument, and for a value that it cannot have
     */
    public static Act of(String name, Map<String, String> values) {
        Class<? extends Act> act = ALL.stream()
                .filter(one -> nameOf(one).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + name + "' is no act, expected one of "
                        + ALL.stream().map(Acts::nameOf).collect(Collectors.joining(", "))));
        Map<String, String> left = new LinkedHashMap<>(values);
        List<Object> arguments = new ArrayList<>();
        for (RecordComponent component : act.getRecordComponents()) {
            String argument = hyphens(component.getName());
            arguments.add(
                    value(name + " " + argument, component.getType(), Optional.ofNullable(left.remove(argument))));
        }
        if (!left.isEmpty()) {
            throw new IllegalArgumentException("act " + name + " has no argument "
                    + left.keySet().iterator().next() + ", expected "
                    + (arguments(act).isEmpty()
                            ? "none"
                            : String.join(", ", arguments(act).keySet())));
        }
        return instance(act, arguments);
    }

    /** The text form of an act. */
    public static String text(Act act) {
        StringBuilder text = new StringBuilder(act.name());
        for (RecordComponent component : act.getClass().getRecordComponents()) {
            String value = show(get(component, act));
            if (!value.isEmpty()) {
                text.append(' ')
                        .append(hyphens(component.getName()))
                        .append('=')
                        .append(value);
            }
        }
        return text.toString();
    }

    /**
     * The value of an argument. The type of the record's component decides what may be left out: a number is 0 then, an optional
     * text is empty; anything else has to be given.
     */
    private static Object value(String what, Class<?> type, Optional<String> text) {
        if (type == Optional.class) {
            return text;
        }
        if (type == long.class) {
            return text.map(number -> number(what, number)).orElse(0L);
        }
        String given = text.orElseThrow(() -> new IllegalArgumentException("act " + what + " is missing"));
        if (type == PageName.class) {
            return PageName.parse(given);
        }
        if (type == Bytes.class) {
            return bytes(what, given);
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .filter(constant -> ((Enum<?>) constant).name().equals(given))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "act " + what + " is '" + given + "', expected one of " + constants(type)));
        }
        return given;
    }

    private static String constants(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> ((Enum<?>) constant).name())
                .collect(Collectors.joining(", "));
    }

    private static Long number(String what, String text) {
        return Texts.number(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "act " + what + " is '" + text + "', expected a number, decimal or 0x hexadecimal"));
    }

    private static Bytes bytes(String what, String text) {
        try {
            return Bytes.copyOf(HexFormat.of().parseHex(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "act " + what + " is '" + text + "', expected an even number of hexadecimal digits", e);
        }
    }

    private static String show(Object value) {
        if (value instanceof Long number) {
            return "0x" + Long.toHexString(number);
        }
        if (value instanceof Bytes bytes) {
            return bytes.toHex();
        }
        return value instanceof Optional<?> optional ? optional.map(Acts::show).orElse("") : value.toString();
    }

    /** A record checks its own arguments; what it refuses comes out of its constructor. */
    private static Act instance(Class<? extends Act> act, List<Object> arguments) {
        Class<?>[] types = Arrays.stream(act.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            Constructor<? extends Act> constructor = act.getDeclaredConstructor(types);
            return constructor.newInstance(arguments.toArray());
        } catch (ReflectiveOperationException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw refused;
            }
            throw new IllegalStateException("act " + nameOf(act) + " cannot be made", e);
        }
    }

    private static Object get(RecordComponent component, Act act) {
        try {
            return component.getAccessor().invoke(act);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("argument " + component.getName() + " cannot be read", e);
        }
    }

    private static String hyphens(String camelCase) {
        return camelCase.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }
}
