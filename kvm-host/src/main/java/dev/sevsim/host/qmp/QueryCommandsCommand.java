package dev.sevsim.host.qmp;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** {@code query-commands}: the names of all commands. */
final class QueryCommandsCommand implements QmpCommand {
    private final QmpCommands commands;

    QueryCommandsCommand(QmpCommands commands) {
        this.commands = commands;
    }

    @Override
    public String name() {
        return "query-commands";
    }

    @Override
    public JsonNode execute(QmpCall call) {
        ArrayNode names = JsonNodeFactory.instance.arrayNode();
        commands.names().forEach(name -> names.addObject().put("name", name));
        return names;
    }
}
