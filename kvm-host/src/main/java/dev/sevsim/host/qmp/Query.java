package dev.sevsim.host.qmp;

import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * A command without arguments that shows a property of the VM.
 *
 * @param name of the command
 * @param answer value of its answer
 */
record Query(String name, Function<QmpCall, JsonNode> answer) implements QmpCommand {
    @Override
    public JsonNode execute(QmpCall call) {
        return answer.apply(call);
    }
}
