package dev.sevsim.host.qmp;

import dev.sevsim.host.vmm.ShutdownCause;
import tools.jackson.databind.JsonNode;

/**
 * {@code system_reset}: resets the VM; one with encrypted state cannot be reset and ends.
 *
 * <p>Source: docs/reference/kvm-host.md section 5.8.
 */
final class SystemResetCommand implements QmpCommand {
    @Override
    public String name() {
        return "system_reset";
    }

    @Override
    public JsonNode execute(QmpCall call) {
        call.afterwards(() -> call.machine().reset(ShutdownCause.HOST_QMP_SYSTEM_RESET));
        return QmpJson.object();
    }
}
