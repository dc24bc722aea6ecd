package dev.sevsim.host.qmp;

import dev.sevsim.host.vmm.RunState;
import tools.jackson.databind.JsonNode;

/**
 * {@code query-status}.
 *
 * <p>Source: docs/reference/kvm-host.md section 5.8.
 */
final class QueryStatusCommand implements QmpCommand {
    @Override
    public String name() {
        return "query-status";
    }

    @Override
    public JsonNode execute(QmpCall call) {
        RunState state = call.machine().state();
        return QmpJson.object().put("running", state == RunState.RUNNING).put("status", state.text());
    }
}
