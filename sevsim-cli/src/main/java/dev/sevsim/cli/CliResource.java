package dev.sevsim.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Texts that are shipped beside the classes. */
final class CliResource {
    private CliResource() {}

    /** The text of a file. */
    static String text(String name) {
        try (InputStream in = Objects.requireNonNull(CliResource.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
