package dev.sevsim.host.qmp;

import dev.sevsim.abi.Bytes;
import tools.jackson.databind.JsonNode;

/**
 * {@code query-sev-attestation-report}: the firmware's report for a nonce of the client.
 *
 * <p>A text without base64 characters cannot be decoded; an empty one is a nonce of 0 bytes (our choice). Source:
 * docs/reference/kvm-host.md section 5.7.
 */
final class QuerySevAttestationReportCommand extends QmpCommand {
    private static final String MNONCE = "mnonce";
    private static final int MNONCE_SIZE = 16;

    QuerySevAttestationReportCommand() {
        super("query-sev-attestation-report", QmpParameter.required(MNONCE, QmpType.STRING));
    }

    @Override
    JsonNode execute(QmpCall call) {
        if (!call.machine().sevInfo().enabled()) {
            throw QmpException.generic("SEV is not enabled");
        }
        String text = call.arguments().string(MNONCE);
        Bytes mnonce = LenientBase64.decode(text);
        if (mnonce.isEmpty() && !text.isEmpty()) {
            throw QmpException.generic("SEV: failed to decode mnonce input");
        }
        if (mnonce.length() != MNONCE_SIZE) {
            throw QmpException.generic("SEV: mnonce must be " + MNONCE_SIZE + " bytes (got " + mnonce.length() + ")");
        }
        return QmpJson.object()
                .put("data", call.machine().attestationReport(mnonce).toBase64());
    }
}
