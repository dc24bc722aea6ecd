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
 * @param outOfBand whether it is to be executed before those that wait
 * @param arguments empty when there are none
 */
record QmpRequest(String command, boolean outOfBand, ObjectNode arguments) {
    private static final String EXECUTE = "execute";
    private static final String OUT_OF_BAND = "exec-oob";

    /** The id for the answer, also of a message that is not valid otherwise. */
    static Optional<JsonNode> id(JsonNode message) {
        return message.isObject() ? Optional.ofNullable(message.get("id")) : Optional.empty();
    }

    /**
     * Checks the members in the order in which they came.
     *
     * @param outOfBand whether the client has enabled {@code exec-oob}, which is unexpected otherwise
     */
    static QmpRequest of(JsonNode message, boolean outOfBand) {
        if (!(message instanceof ObjectNode members)) {
            throw QmpException.generic("QMP input must be a JSON object");
        }
        String member = null;
        String command = null;
        ObjectNode arguments = QmpJson.object();
        for (Map.Entry<String, JsonNode> entry : members.properties()) {
            String name = entry.getKey();
            JsonNode value = entry.getValue();
            if (name.equals(EXECUTE) || (outOfBand && name.equals(OUT_OF_BAND))) {
                command = commandName(name, value, member);
                member = name;
            } else if (name.equals("arguments")) {
                arguments = object(value);
            } else if (!name.equals("id")) {
                throw QmpException.generic("QMP input member '" + name + "' is unexpected");
            }
        }
        return new QmpRequest(required(command), OUT_OF_BAND.equals(member), arguments);
    }

    private static String commandName(String name, JsonNode value, @Nullable String before) {
        if (!value.isString()) {
            throw QmpException.generic("QMP input member '" + name + "' must be a string");
        }
        if (before != null) {
            throw QmpException.generic("QMP input member '" + name + "' clashes with '" + before + "'");
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
