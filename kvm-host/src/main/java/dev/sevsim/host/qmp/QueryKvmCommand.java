package dev.sevsim.host.qmp;

import tools.jackson.databind.JsonNode;

/** {@code query-kvm}: every VM of this VMM uses KVM. */
final class QueryKvmCommand implements QmpCommand {
    @Override
    public String name() {
        return "query-kvm";
    }

    @Override
    public JsonNode execute(QmpCall call) {
        return QmpJson.object().put("enabled", true).put("present", true);
    }
}
