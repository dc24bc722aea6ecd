package dev.sevsim.host.qmp;

import tools.jackson.databind.JsonNode;

/**
 * {@code system_powerdown}: presses the power button; a paused guest sees it when it runs again.
 *
 * <p>Source: docs/reference/kvm-host.md section 5.8.
 */
final class SystemPowerdownCommand implements QmpCommand {
    @Override
    public String name() {
        return "system_powerdown";
    }

    @Override
    public JsonNode execute(QmpCall call) {
        call.afterwards(() -> call.machine().powerdown());
        return QmpJson.object();
    }
}
