package dev.sevsim.host.qmp;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code query-qmp-schema}: commands, events and types that are served. Types have the names of QEMU's sources, which it hides
 * behind numbers; clients may rely on neither.
 *
 * <p>Source: docs/reference/kvm-host.md section 5.8.
 */
final class QueryQmpSchemaCommand extends QmpCommand {
    private static final String RESOURCE = "schema.json";

    private final JsonNode schema;

    QueryQmpSchemaCommand() {
        super("query-qmp-schema");
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream(RESOURCE), RESOURCE)) {
            schema = JsonMapper.shared().readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(RESOURCE + " cannot be read", e);
        }
    }

    /** The answer. */
    JsonNode schema() {
        return schema;
    }

    @Override
    JsonNode execute(QmpCall call) {
        return schema;
    }
}
