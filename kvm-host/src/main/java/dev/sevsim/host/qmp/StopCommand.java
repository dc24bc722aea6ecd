package dev.sevsim.host.qmp;

import tools.jackson.databind.JsonNode;

/**
 * {@code stop}: pauses a running VM; no effect on another.
 *
 * <p>Source: docs/reference/kvm-host.md section 5.8.
 */
final class StopCommand implements QmpCommand {
    @Override
    public String name() {
        return "stop";
    }

    @Override
    public JsonNode execute(QmpCall call) {
        call.machine().stop();
        return QmpJson.object();
    }
}
