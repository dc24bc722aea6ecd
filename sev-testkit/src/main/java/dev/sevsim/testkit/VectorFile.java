package dev.sevsim.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Files under {@code vectors/}, of this module and of the one under test; the README files there give their origin. */
public final class VectorFile {
    private VectorFile() {}

    /**
     * The content of one file.
     *
     * @param path below {@code vectors/}
     * @throws IllegalArgumentException when there is no such file
     */
    public static byte[] read(String path) {
        try (InputStream in = VectorFile.class.getResourceAsStream("/vectors/" + path)) {
            if (in == null) {
                throw new IllegalArgumentException("no vector " + path);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
