package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import dev.sevsim.testkit.VectorFile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Recorded files under {@code vectors/}; their README files say who made them and how. */
final class Vectors {
    private Vectors() {}

    /** The content of one file. */
    static Bytes read(String path) {
        return Bytes.copyOf(VectorFile.read(path));
    }

    /** One file as JSON. */
    static JsonNode json(String path) {
        return new ObjectMapper().readTree(read(path).toUtf8());
    }
}
