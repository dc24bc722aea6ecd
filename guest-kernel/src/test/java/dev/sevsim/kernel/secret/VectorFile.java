package dev.sevsim.kernel.secret;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The recorded behaviour of a real kernel; see vectors/efi-secret/README.md. */
public final class VectorFile {
    private VectorFile() {}

    public static Stream<JsonNode> lines(String name) {
        JsonMapper mapper = JsonMapper.shared();
        try (InputStream in = VectorFile.class.getResourceAsStream("/vectors/efi-secret/" + name)) {
            if (in == null) {
                throw new IllegalStateException("no vector file " + name);
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().filter(line -> !line.isBlank()).map(mapper::readTree);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
