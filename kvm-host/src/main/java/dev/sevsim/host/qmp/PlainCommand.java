package dev.sevsim.host.qmp;

import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** A command without parameters. */
final class PlainCommand extends QmpCommand {
    private final Function<QmpCall, JsonNode> action;

    /** The action executes on the machine's thread and returns the value of the answer. */
    PlainCommand(String name, Function<QmpCall, JsonNode> action) {
        super(name);
        this.action = action;
    }

    @Override
    JsonNode execute(QmpCall call) {
        return action.apply(call);
    }
}
