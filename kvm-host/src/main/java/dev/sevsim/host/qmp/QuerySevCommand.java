package dev.sevsim.host.qmp;

import dev.sevsim.host.vmm.SevInfo;
import tools.jackson.databind.JsonNode;

/**
 * {@code query-sev}: state of the launch.
 *
 * <p>Source: docs/reference/kvm-host.md section 5.7.
 */
final class QuerySevCommand implements QmpCommand {
    @Override
    public String name() {
        return "query-sev";
    }

    @Override
    public JsonNode execute(QmpCall call) {
        SevInfo info = call.machine().sevInfo();
        return QmpJson.object()
                .put("enabled", info.enabled())
                .put("api-major", info.apiMajor())
                .put("api-minor", info.apiMinor())
                .put("build-id", info.build())
                .put("state", info.state().text())
                .put("sev-type", "sev")
                .put("policy", Integer.toUnsignedLong(info.policy()))
                .put("handle", Integer.toUnsignedLong(info.handle()));
    }
}
