package dev.sevsim.host.qmp;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * {@code qom-list}: the properties of an object.
 *
 * <p>Source: docs/reference/kvm-host.md section 5.8.
 */
final class QomListCommand extends QmpCommand {
    private static final String PATH = "path";

    QomListCommand() {
        super("qom-list", QmpParameter.required(PATH, QmpType.STRING));
    }

    @Override
    JsonNode execute(QmpCall call) {
        String path = call.arguments().string(PATH);
        Map<String, String> properties = new QomTree(call.machine().config())
                .properties(path)
                .orElseThrow(() -> new QmpException(QmpErrorClass.DEVICE_NOT_FOUND, "Device '" + path + "' not found"));
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        properties.forEach((name, type) -> list.addObject().put("name", name).put("type", type));
        return list;
    }
}
