package dev.sevsim.host.qmp;

import dev.sevsim.host.vmm.ShutdownCause;
import tools.jackson.databind.JsonNode;

/**
 * {@code quit}: ends the VMM; the answer precedes the event SHUTDOWN and the end of the connection.
 *
 * <p>Source: docs/reference/kvm-host.md section 5.8.
 */
final class QuitCommand implements QmpCommand {
    @Override
    public String name() {
        return "quit";
    }

    @Override
    public JsonNode execute(QmpCall call) {
        call.afterwards(() -> call.machine().shutDown(ShutdownCause.HOST_QMP_QUIT));
        return QmpJson.object();
    }
}
