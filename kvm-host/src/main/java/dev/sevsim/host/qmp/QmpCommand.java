package dev.sevsim.host.qmp;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** One command of the monitor. */
interface QmpCommand {
    /** The name that a client executes. */
    String name();

    /** What it takes. */
    default List<QmpParameter> parameters() {
        return List.of();
    }

    /**
     * Executes it on the machine's thread and answers what is returned.
     *
     * @throws QmpException for an answer that is an error
     * @throws dev.sevsim.host.vmm.VmmException likewise, with the VMM's text
     */
    JsonNode execute(QmpCall call);
}
