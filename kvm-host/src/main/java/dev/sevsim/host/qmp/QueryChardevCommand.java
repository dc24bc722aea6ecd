package dev.sevsim.host.qmp;

import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * {@code query-chardev}: the monitor's own socket; the serial port's end belongs to the caller of the VMM and is not shown.
 *
 * <p>Source: docs/reference/kvm-host.md section 5.8.
 */
final class QueryChardevCommand implements QmpCommand {
    private final Supplier<String> address;

    QueryChardevCommand(Supplier<String> address) {
        this.address = address;
    }

    @Override
    public String name() {
        return "query-chardev";
    }

    @Override
    public JsonNode execute(QmpCall call) {
        ArrayNode devices = JsonNodeFactory.instance.arrayNode();
        devices.addObject()
                .put("frontend-open", true)
                .put("filename", address.get() + ",server=on")
                .put("label", "compat_monitor0");
        return devices;
    }
}
