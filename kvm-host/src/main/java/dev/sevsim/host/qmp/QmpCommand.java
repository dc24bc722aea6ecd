package dev.sevsim.host.qmp;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** One command of the monitor. */
abstract class QmpCommand {
    private final String name;
    private final List<QmpParameter> parameters;

    /** The command that a client executes as {@code name}. */
    QmpCommand(String name, QmpParameter... parameters) {
        this.name = name;
        this.parameters = List.of(parameters);
    }

    final String name() {
        return name;
    }

    final List<QmpParameter> parameters() {
        return parameters;
    }

    /**
     * Executes on the machine's thread; returns the value of the answer.
     *
     * @throws QmpException for an error as the answer
     * @throws dev.sevsim.host.vmm.VmmException likewise, with the VMM's text
     */
    abstract JsonNode execute(QmpCall call);
}
