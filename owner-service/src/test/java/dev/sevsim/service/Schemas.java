package dev.sevsim.service;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The shipped descriptions, and a validator that is not ours to hold texts against them. */
final class Schemas {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Schemas() {}

    static JsonNode openApi() {
        return read("owner-service.openapi.json");
    }

    static JsonNode policy() {
        return read("owner-policy.schema.json");
    }

    /** What is wrong with {@code text} as a message of this name; empty when nothing is. */
    static List<Error> problemsOfMessage(String name, String text) {
        ObjectNode schema = JSON.createObjectNode();
        schema.put("$ref", "#/components/schemas/" + name);
        schema.set("components", openApi().get("components"));
        return problems(schema, text);
    }

    static List<Error> problems(JsonNode schema, String text) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema.toString(), InputFormat.JSON)
                .validate(text, InputFormat.JSON);
    }

    private static JsonNode read(String resource) {
        try (InputStream in = Objects.requireNonNull(OwnerRoutes.class.getResourceAsStream(resource), resource)) {
            return JSON.readTree(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
