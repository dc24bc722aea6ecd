package dev.sevsim.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import picocli.CommandLine.Option;

/** A verb whose result is text, or JSON for programs. */
abstract class JsonVerb extends Verb {
    @Option(names = "--json", description = "Print JSON instead of text.")
    @Topic.Of(Topic.OUTPUT)
    private boolean json;

    // Arguments that a run needs may be missing: picocli has no other way, since --version has the newer one.
    @SuppressWarnings("deprecation")
    @Option(
            names = "--json-schema",
            help = true,
            description = "Print the JSON Schema of what --json prints, and do nothing else.")
    @Topic.Of(Topic.OUTPUT)
    private boolean jsonSchema;

    /** Names the schema of what {@code --json} prints: {@code schema/NAME.schema.json} beside this class. */
    @Inherited
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    @interface Report {
        String value();
    }

    boolean json() {
        return json;
    }

    /** The schema where {@code --json-schema} asks for it, which is all that the verb has to do then. */
    Optional<String> askedSchema() {
        return jsonSchema ? Optional.of(schema()) : Optional.empty();
    }

    /** JSON Schema of what {@code --json} prints, draft 2020-12; of each line where there are more than one. */
    String schema() {
        Report report = getClass().getAnnotation(Report.class);
        if (report == null) {
            throw new IllegalStateException(getClass() + " names no schema");
        }
        String resource = "schema/" + report.value() + ".schema.json";
        try (InputStream in = JsonVerb.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
