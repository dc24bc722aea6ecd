package dev.sevsim.host.qmp;

import dev.sevsim.abi.Bytes;
import tools.jackson.databind.JsonNode;

/**
 * {@code query-sev-launch-measure}: measurement and nonce, until the VM ends.
 *
 * <p>Source: docs/reference/kvm-host.md section 5.7.
 */
final class QuerySevLaunchMeasureCommand implements QmpCommand {
    @Override
    public String name() {
        return "query-sev-launch-measure";
    }

    @Override
    public JsonNode execute(QmpCall call) {
        Bytes measurement = call.machine()
                .launchMeasurement()
                .orElseThrow(() -> QmpException.generic("SEV launch measurement is not available"));
        return QmpJson.object().put("data", measurement.toBase64());
    }
}
