package dev.sevsim.kernel.secret;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The recorded behaviour of a real kernel; see vectors/efi-secret/README.md. */
public final class VectorFile {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private VectorFile() {}

    /** The JSON lines of a file. */
    public static Stream<JsonNode> lines(String name) {
        return texts(name).map(MAPPER::readTree);
    }

    /** The JSON lines of a file as maps; lines that are no JSON object are left out. */
    public static Stream<Map<String, Object>> objects(String name) {
        return texts(name)
                .filter(line -> line.startsWith("{"))
                .map(line -> MAPPER.readValue(line, new TypeReference<Map<String, Object>>() {}));
    }

    /** The lines of a file, which is unpacked where its name ends in {@code .gz}. */
    public static Stream<String> texts(String name) {
        try (InputStream in = VectorFile.class.getResourceAsStream("/vectors/efi-secret/" + name)) {
            if (in == null) {
                throw new IllegalStateException("no vector file " + name);
            }
            InputStream plain = name.endsWith(".gz") ? new GZIPInputStream(in) : in;
            String text = new String(plain.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().filter(line -> !line.isBlank());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
