package dev.sevsim.host.qmp;

import dev.sevsim.host.vmm.RunState;
import dev.sevsim.host.vmm.VmmException;
import tools.jackson.databind.JsonNode;

/**
 * {@code cont}: starts or continues the VM.
 *
 * <p>The event RESUME precedes LAUNCH_FINISH; when that fails the VMM ends without an answer. Source:
 * docs/reference/kvm-host.md sections 5.2 and 5.8.
 */
final class ContCommand extends QmpCommand {
    ContCommand() {
        super("cont");
    }

    @Override
    JsonNode execute(QmpCall call) {
        if (call.machine().state() == RunState.INTERNAL_ERROR) {
            throw QmpException.generic("Resetting the Virtual Machine is required");
        }
        try {
            call.machine().resume();
        } catch (VmmException e) {
            throw new VmStartException(e);
        }
        return QmpJson.object();
    }
}
