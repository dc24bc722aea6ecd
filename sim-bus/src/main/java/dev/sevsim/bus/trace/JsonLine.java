package dev.sevsim.bus.trace;

import dev.sevsim.abi.Bytes;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** An object in a line of a trace; whatever is not as expected is refused with the number of the line. */
final class JsonLine {
    private final int number;
    private final JsonNode node;

    JsonLine(int number, JsonNode node, Set<String> knownKeys) {
        this(number, node);
        for (String key : node.propertyNames()) {
            if (!knownKeys.contains(key)) {
                throw refused(key, "unknown key");
            }
        }
    }

    private JsonLine(int number, JsonNode node) {
        this.number = number;
        this.node = node;
    }

    boolean has(String key) {
        return node.has(key);
    }

    String text(String key) {
        JsonNode value = node.get(key);
        if (value == null || !value.isString()) {
            throw refused(key, describe(value) + ", expected a string");
        }
        return value.stringValue();
    }

    long integer(String key) {
        JsonNode value = node.get(key);
        if (value == null || !value.isIntegralNumber() || !value.canConvertToLong()) {
            throw refused(key, describe(value) + ", expected a 64-bit integer");
        }
        return value.longValue();
    }

    Bytes hex(String key) {
        String digits = text(key);
        if (!digits.matches("([0-9a-f]{2})*")) {
            throw refused(key, "other characters, expected pairs of lower-case hexadecimal digits");
        }
        return Bytes.fromHex(digits);
    }

    JsonLine object(String key) {
        JsonNode value = node.get(key);
        if (value == null || !value.isObject()) {
            throw refused(key, describe(value) + ", expected an object");
        }
        return new JsonLine(number, value);
    }

    /** All members, which are strings, numbers or booleans. */
    Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            values.put(member.getKey(), value(member.getKey(), member.getValue()));
        }
        return Collections.unmodifiableMap(values);
    }

    TraceFormatException refused(String key, String what) {
        return new TraceFormatException(number, key + ": " + what);
    }

    private Object value(String key, JsonNode value) {
        if (value.isString()) {
            return value.stringValue();
        }
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return value.longValue();
        }
        if (value.isFloatingPointNumber()) {
            return value.doubleValue();
        }
        throw refused(key, describe(value) + ", expected a string, number or boolean");
    }

    private static String describe(@Nullable JsonNode value) {
        if (value == null) {
            return "missing";
        }
        return switch (value.getNodeType()) {
            case OBJECT -> "an object";
            case ARRAY -> "an array";
            case NULL -> "null";
            default -> "a " + value.getNodeType().name().toLowerCase(java.util.Locale.ROOT);
        };
    }
}
