package dev.sevsim.machine.act;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Fields of a structure with their values, as text {@code NAME:VALUE,NAME:VALUE}.
 *
 * @param values by the names of the specification, in any case and in their order
 */
record FieldList(Map<String, HostValue> values) {
    static final FieldList NONE = new FieldList(Map.of());

    FieldList {
        values = new LinkedHashMap<>(values);
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException for another text
     */
    static FieldList parse(String text) {
        Map<String, HostValue> values = new LinkedHashMap<>();
        Texts.pairs(text.split(",", -1), ':', "field")
                .forEach((name, value) -> values.put(name, HostValue.parse(value)));
        return new FieldList(values);
    }

    /** The numbers that the values are now. */
    Map<String, Long> resolve(HostileHost host, HostValue.Addresses addresses) {
        Map<String, Long> numbers = new LinkedHashMap<>();
        values.forEach((name, value) -> numbers.put(name, value.resolve(host, addresses)));
        return numbers;
    }

    /** Guests that the values belong to. */
    List<String> guests() {
        return values.values().stream()
                .map(HostValue::guest)
                .flatMap(Optional::stream)
                .toList();
    }

    @Override
    public String toString() {
        return values.entrySet().stream()
                .map(one -> one.getKey() + ":" + one.getValue())
                .collect(Collectors.joining(","));
    }
}
