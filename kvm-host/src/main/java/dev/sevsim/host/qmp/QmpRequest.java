package dev.sevsim.host.qmp;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request of a client.
 *
 * <p>Source: docs/reference/kvm-host.md section 5.8.
 *
 * @param command name of the command
 * @param arguments empty when there are none
 */
record QmpRequest(String command, ObjectNode arguments) {
    private static final String EXECUTE = "execute";

    /** The id for the answer, also of a message that is not valid otherwise. */
    static Optional<JsonNode> id(JsonNode message) {
        return message.isObject() ? Optional.ofNullable(message.get("id")) : Optional.empty();
    }

    /** Checks the members in the order in which they came; {@code exec-oob} is unexpected as it is never offered. */
    static QmpRequest of(JsonNode message) {
        if (!(message instanceof ObjectNode members)) {
            throw QmpException.generic("QMP input must be a JSON object");
        }
        String command = null;
        ObjectNode arguments = QmpJson.object();
        for (Map.Entry<String, JsonNode> member : members.properties()) {
            String name = member.getKey();
            JsonNode value = member.getValue();
            switch (name) {
                case EXECUTE -> command = commandName(value);
                case "arguments" -> arguments = object(value);
                case "id" -> {}
                default -> throw QmpException.generic("QMP input member '" + name + "' is unexpected");
            }
        }
        return new QmpRequest(required(command), arguments);
    }

    private static String commandName(JsonNode value) {
        if (!value.isString()) {
            throw QmpException.generic("QMP input member 'execute' must be a string");
        }
        return value.asString();
    }

    private static ObjectNode object(JsonNode value) {
        if (value instanceof ObjectNode object) {
            return object;
        }
        throw QmpException.generic("QMP input member 'arguments' must be an object");
    }

    private static String required(@Nullable String command) {
        if (command == null) {
            throw QmpException.generic("QMP input lacks member 'execute'");
        }
        return command;
    }
}
