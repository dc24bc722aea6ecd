package dev.sevsim.host.qmp;

import dev.sevsim.host.vmm.SevCapabilities;
import tools.jackson.databind.JsonNode;

/**
 * {@code query-sev-capabilities}: certificates and address bits of the host, for an owner before a launch.
 *
 * <p>Source: docs/reference/kvm-host.md section 5.7.
 */
final class QuerySevCapabilitiesCommand implements QmpCommand {
    @Override
    public String name() {
        return "query-sev-capabilities";
    }

    @Override
    public JsonNode execute(QmpCall call) {
        SevCapabilities host = call.machine().sevCapabilities();
        return QmpJson.object()
                .put("pdh", host.pdh().toBase64())
                .put("cert-chain", host.certChain().toBase64())
                .put("cpu0-id", host.cpu0Id().toBase64())
                .put("cbitpos", host.cBitPosition())
                .put("reduced-phys-bits", host.reducedPhysicalBits());
    }
}
