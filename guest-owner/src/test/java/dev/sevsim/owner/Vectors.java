package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Recorded files under {@code vectors/}; their README files say who made them and how. */
final class Vectors {
    private Vectors() {}

    /** The content of one file. */
    static Bytes read(String path) {
        try (InputStream in = Vectors.class.getResourceAsStream("/vectors/" + path)) {
            if (in == null) {
                throw new IllegalArgumentException("no vector " + path);
            }
            return Bytes.copyOf(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One file as JSON. */
    static JsonNode json(String path) {
        return new ObjectMapper().readTree(read(path).toUtf8());
    }
}
