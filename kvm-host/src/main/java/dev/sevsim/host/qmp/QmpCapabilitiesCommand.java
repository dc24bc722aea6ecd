package dev.sevsim.host.qmp;

import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * {@code qmp_capabilities}: ends the negotiation; no capability is offered.
 *
 * <p>Source: docs/reference/kvm-host.md section 5.8.
 */
final class QmpCapabilitiesCommand implements QmpCommand {
    static final String NAME = "qmp_capabilities";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<QmpParameter> parameters() {
        return List.of(QmpParameter.optional("enable", QmpType.ARRAY));
    }

    @Override
    public JsonNode execute(QmpCall call) {
        for (String capability : call.arguments().strings("enable")) {
            throw QmpException.generic("Capability " + capability + " not available");
        }
        call.session().negotiated();
        return QmpJson.object();
    }
}
