package dev.sevsim.view;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Files of the page beside this class. */
final class PageResource {
    private PageResource() {}

    /** A text in UTF-8. */
    static String text(String name) {
        try (InputStream in = Objects.requireNonNull(PageResource.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
