package dev.sevsim.host.qmp;

import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * A command without parameters.
 *
 * @param name the name that a client executes
 * @param action executes on the machine's thread and returns the value of the answer
 */
record PlainCommand(String name, Function<QmpCall, JsonNode> action) implements QmpCommand {
    @Override
    public JsonNode execute(QmpCall call) {
        return action.apply(call);
    }
}
