package dev.sevsim.abi;

import dev.sevsim.testkit.VectorFile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Recorded files under {@code vectors/}; their README files say who made them and how. */
public final class Vectors {
    private Vectors() {}

    /** The content of one file. */
    public static Bytes read(String path) {
        return Bytes.copyOf(VectorFile.read(path));
    }

    /** One file as JSON. */
    @SuppressWarnings("exports") // tests are patched into the module; no other module sees this class
    public static JsonNode json(String path) {
        return new ObjectMapper().readTree(read(path).toUtf8());
    }
}
