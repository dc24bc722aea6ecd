package dev.sevsim.host.qmp;

import dev.sevsim.abi.Bytes;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * {@code query-sev-attestation-report}: the firmware's report for a nonce of the client.
 *
 * <p>A text without base64 characters cannot be decoded; an empty one is a nonce of 0 bytes (our choice). Source:
 * docs/reference/kvm-host.md section 5.7.
 */
final class QuerySevAttestationReportCommand implements QmpCommand {
    private static final String MNONCE = "mnonce";
    private static final int MNONCE_SIZE = 16;

    @Override
    public String name() {
        return "query-sev-attestation-report";
    }

    @Override
    public List<QmpParameter> parameters() {
        return List.of(QmpParameter.required(MNONCE, QmpType.STRING));
    }

    @Override
    public JsonNode execute(QmpCall call) {
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
