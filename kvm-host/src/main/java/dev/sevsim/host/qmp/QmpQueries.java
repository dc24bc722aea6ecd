package dev.sevsim.host.qmp;

import dev.sevsim.abi.Bytes;
import dev.sevsim.host.vmm.RunState;
import dev.sevsim.host.vmm.SevCapabilities;
import dev.sevsim.host.vmm.SevInfo;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Values of the queries without parameters.
 *
 * <p>Source: docs/reference/kvm-host.md sections 5.7 and 5.8.
 */
final class QmpQueries {
    // Of the QEMU whose behaviour is modelled.
    private static final int MAJOR = 10;
    private static final int MINOR = 2;
    private static final int MICRO = 0;

    private QmpQueries() {}

    /** {@code query-kvm}: every VM of this VMM uses KVM. */
    static JsonNode kvm() {
        return QmpJson.object().put("enabled", true).put("present", true);
    }

    /** {@code query-sev}: state of the launch. */
    static JsonNode sev(SevInfo info) {
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

    /** {@code query-sev-capabilities}: certificates and address bits of the host, for an owner before a launch. */
    static JsonNode sevCapabilities(SevCapabilities host) {
        return QmpJson.object()
                .put("pdh", host.pdh().toBase64())
                .put("cert-chain", host.certChain().toBase64())
                .put("cpu0-id", host.cpu0Id().toBase64())
                .put("cbitpos", host.cBitPosition())
                .put("reduced-phys-bits", host.reducedPhysicalBits());
    }

    /** {@code query-sev-launch-measure}: measurement and nonce, until the VM ends. */
    static JsonNode sevLaunchMeasure(QmpCall call) {
        Bytes measurement = call.machine()
                .launchMeasurement()
                .orElseThrow(() -> QmpException.generic("SEV launch measurement is not available"));
        return QmpJson.object().put("data", measurement.toBase64());
    }

    /** {@code query-status}. */
    static JsonNode status(RunState state) {
        return QmpJson.object().put("running", state == RunState.RUNNING).put("status", state.text());
    }

    /** {@code query-version}, and the version of the greeting; the package names this simulator (our choice). */
    static ObjectNode version() {
        ObjectNode version = QmpJson.object();
        version.putObject("qemu").put("micro", MICRO).put("minor", MINOR).put("major", MAJOR);
        return version.put("package", "sevsim, simulated");
    }
}
