package dev.sevsim.machine.act;

import dev.sevsim.io.text.NearMiss;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A moment of a run by its meaning, never by a step number.
 *
 * <p>As text {@code before|after NAME [#N] [where FIELD=VALUE ...]}: {@code before LAUNCH_FINISH}, {@code after
 * KVM_SEV_LAUNCH_UPDATE_DATA #2}, {@code before VMRUN #17..}, {@code after VMEXIT_CPUID where leaf=0x8000001f}, {@code after
 * LAUNCH_SECRET where status=SUCCESS}. {@link #names} has the names. N counts the events of that name whose fields have the values, from 1; {@code #N..} is each event from the N-th on.
 *
 * @param side whether the moment is before or after the event
 * @param name of the event
 * @param nth which of them
 * @param onwards whether each event from the n-th on is meant
 * @param fields values that decoded fields of the event must have: a number in hexadecimal with {@code 0x}, or text
 */
public record Point(Side side, String name, int nth, boolean onwards, Map<String, String> fields) {
    private static final Pattern FORM = Pattern.compile(
            "(before|after)\\s+([A-Za-z0-9_.-]+)(?:\\s*#(\\d{1,9})(\\.\\.)?)?(?:\\s+where\\s+(\\S.*))?");

    /** Before or after an event. */
    public enum Side {
        BEFORE,
        AFTER;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Checks name and number. */
    public Point {
        if (nth < 1) {
            throw new IllegalArgumentException("point #" + nth + ", expected #1 or more");
        }
        EventKind kind = EventNames.kind(name);
        if (kind == EventKind.EXIT && side == Side.BEFORE) {
            throw new IllegalArgumentException(
                    "before " + name + ": a guest leaves its vCPU when it exits, expected after " + name);
        }
        fields = Map.copyOf(fields);
        fields.forEach((field, value) -> {
            requireField(kind, field, side, name);
            kind.requireValue(field, value);
        });
    }

    private static void requireField(EventKind kind, String field, Side side, String name) {
        Set<String> known = kind.fields(name, side);
        if (!known.contains(field)) {
            throw new IllegalArgumentException("'" + field + "' is no field " + side.text() + " " + name
                    + (known.isEmpty()
                            ? ", which has none"
                            : ", expected " + String.join(", ", known) + NearMiss.question(field, known)));
        }
    }

    /** The first event of a name. */
    public static Point before(String name) {
        return new Point(Side.BEFORE, name, 1, false, Map.of());
    }

    /** After the first event of a name. */
    public static Point after(String name) {
        return new Point(Side.AFTER, name, 1, false, Map.of());
    }

    /** The n-th event instead of the first. */
    public Point number(int other) {
        return new Point(side, name, other, false, fields);
    }

    /** Each event from the n-th on. */
    public Point from(int first) {
        return new Point(side, name, first, true, fields);
    }

    /** Only events in which this field has this value. */
    public Point where(String field, long value) {
        return where(field, Texts.hex(value));
    }

    /** As {@link #where(String, long)}, for a field that is text, such as a status. */
    public Point where(String field, String value) {
        Map<String, String> more = new LinkedHashMap<>(fields);
        more.put(field, value);
        return new Point(side, name, nth, onwards, more);
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException for another text; the message names what is expected
     */
    public static Point parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text.strip() + "' is no point, expected before or after NAME [#N] [where"
                            + " FIELD=VALUE ...], for instance: before LAUNCH_FINISH");
        }
        int number = matcher.group(3) == null ? 1 : Integer.parseInt(matcher.group(3));
        return new Point(
                Side.valueOf(matcher.group(1).toUpperCase(Locale.ROOT)),
                matcher.group(2),
                number,
                matcher.group(4) != null,
                conditions(matcher.group(5)));
    }

    /** Every name of an event, sorted. */
    public static List<String> names() {
        return EventNames.all();
    }

    /** Whether an event has the name and the values; its number is counted by the caller. */
    boolean matches(Side at, Event event) {
        return side == at
                && event.names().contains(name)
                && fields.entrySet().stream()
                        .allMatch(field -> event.text(field.getKey()).equals(Optional.of(field.getValue())));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(side.text() + " " + name);
        if (nth > 1 || onwards) {
            text.append(" #").append(nth).append(onwards ? ".." : "");
        }
        if (!fields.isEmpty()) {
            text.append(" where");
            fields.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(field ->
                            text.append(' ').append(field.getKey()).append('=').append(field.getValue()));
        }
        return text.toString();
    }

    private static Map<String, String> conditions(@Nullable String text) {
        if (text == null) {
            return Map.of();
        }
        Map<String, String> conditions = Texts.pairs(text.split("\\s+", -1), '=', "condition on a field");
        conditions.replaceAll(
                (field, value) -> Texts.number(value).map(Texts::hex).orElse(value));
        return conditions;
    }
}
