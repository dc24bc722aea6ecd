package dev.sevsim.host.qmp;

import tools.jackson.databind.JsonNode;

/**
 * {@code qmp_capabilities}: ends the negotiation; {@code oob} is offered, and no command here supports it.
 *
 * <p>Source: docs/reference/kvm-host.md section 5.8.
 */
final class QmpCapabilitiesCommand extends QmpCommand {
    static final String NAME = "qmp_capabilities";
    static final String OUT_OF_BAND = "oob";

    QmpCapabilitiesCommand() {
        super(NAME, QmpParameter.optional("enable", QmpType.ARRAY));
    }

    @Override
    JsonNode execute(QmpCall call) {
        for (String capability : call.arguments().strings("enable")) {
            if (!capability.equals(OUT_OF_BAND)) {
                throw QmpException.generic("Parameter 'null' does not accept value '" + capability + "'");
            }
        }
        call.session().negotiated(!call.arguments().strings("enable").isEmpty());
        return QmpJson.object();
    }
}
