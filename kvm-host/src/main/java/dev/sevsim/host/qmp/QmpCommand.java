package dev.sevsim.host.qmp;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** One command of the monitor. */
interface QmpCommand {
    /** The name that a client executes. */
    String name();

    /** Its parameters. */
    default List<QmpParameter> parameters() {
        return List.of();
    }

    /**
     * Executes on the machine's thread; returns the value of the answer.
     *
     * @throws QmpException for an error as the answer
     * @throws dev.sevsim.host.vmm.VmmException likewise, with the VMM's text
     */
    JsonNode execute(QmpCall call);
}
