package dev.sevsim.host.qmp;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code query-version}; the greeting has the same version.
 *
 * <p>The version is that of the QEMU whose behaviour is modelled; the package names this simulator (our choice).
 */
final class QueryVersionCommand implements QmpCommand {
    private static final int MAJOR = 10;
    private static final int MINOR = 2;
    private static final int MICRO = 0;

    @Override
    public String name() {
        return "query-version";
    }

    @Override
    public JsonNode execute(QmpCall call) {
        return version();
    }

    static ObjectNode version() {
        ObjectNode version = QmpJson.object();
        version.putObject("qemu").put("micro", MICRO).put("minor", MINOR).put("major", MAJOR);
        return version.put("package", "sevsim, simulated");
    }
}
