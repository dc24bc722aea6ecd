package dev.sevsim.machine.act;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A moment of a run by its meaning, never by a step number.
 *
 * <p>As text {@code before|after NAME [#N] [where FIELD=VALUE ...]}: {@code before LAUNCH_FINISH}, {@code after
 * KVM_SEV_LAUNCH_UPDATE_DATA #2}, {@code before VMRUN #17..}, {@code after VMEXIT_CPUID where info1=0x8000001f}. {@link EventNames} has
 * the names. N counts the events of that name whose fields have the values, from 1; {@code #N..} is each event from the N-th on.
 *
 * @param side whether the moment is before or after the event
 * @param name of the event
 * @param nth which of them
 * @param onwards whether each event from the n-th on is meant
 * @param fields values that decoded fields of the event must have
 */
public record Point(Side side, String name, int nth, boolean onwards, Map<String, Long> fields) {
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
        EventNames.require(name);
        fields = Map.copyOf(fields);
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
        Map<String, Long> more = new LinkedHashMap<>(fields);
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
                        .allMatch(field -> event.field(field.getKey()).equals(OptionalLong.of(field.getValue())));
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
                    .forEach(field -> text.append(' ')
                            .append(field.getKey())
                            .append("=0x")
                            .append(Long.toHexString(field.getValue())));
        }
        return text.toString();
    }

    private static Map<String, Long> conditions(String text) {
        Map<String, Long> conditions = new LinkedHashMap<>();
        if (text != null) {
            for (String condition : text.split("\\s+", -1)) {
                String[] parts = condition.split("=", 2);
                Optional<Long> value = parts.length == 2 ? Texts.number(parts[1]) : Optional.empty();
                conditions.put(
                        parts[0],
                        value.orElseThrow(() -> new IllegalArgumentException("'" + condition
                                + "' is no condition on a field, expected FIELD=NUMBER, for instance length=0xb0")));
            }
        }
        return conditions;
    }
}
