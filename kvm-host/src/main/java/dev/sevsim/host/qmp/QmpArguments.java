package dev.sevsim.host.qmp;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Arguments that fit a command's parameters.
 *
 * <p>Declared parameters are checked in their order, then unexpected ones (our choice). Source:
 * docs/reference/kvm-host.md section 5.8.
 */
record QmpArguments(ObjectNode values) {
    /** Checks {@code values}; the first problem is an error. */
    static QmpArguments checked(List<QmpParameter> parameters, ObjectNode values) {
        for (QmpParameter parameter : parameters) {
            JsonNode value = values.get(parameter.name());
            if (value != null) {
                parameter.type().require(parameter.name(), value);
            } else if (parameter.presence() == QmpParameter.Presence.REQUIRED) {
                throw QmpException.generic("Parameter '" + parameter.name() + "' is missing");
            }
        }
        for (String name : values.propertyNames()) {
            if (parameters.stream().noneMatch(p -> p.name().equals(name))) {
                throw QmpException.generic("Parameter '" + name + "' is unexpected");
            }
        }
        return new QmpArguments(values);
    }

    /** A required string. */
    String string(String name) {
        return values.get(name).asString();
    }

    /** An optional number of 64 bits. */
    Optional<Long> unsigned(String name) {
        return Optional.ofNullable(values.get(name))
                .map(value -> value.bigIntegerValue().longValue());
    }

    /** An optional boolean, false without one. */
    boolean flag(String name) {
        JsonNode value = values.get(name);
        return value != null && value.asBoolean();
    }

    /** The strings of an optional array. */
    List<String> strings(String name) {
        JsonNode array = values.get(name);
        if (array == null) {
            return List.of();
        }
        int index = 0;
        for (JsonNode element : array) {
            QmpType.STRING.require(name + "[" + index++ + "]", element);
        }
        return array.valueStream().map(JsonNode::asString).toList();
    }
}
