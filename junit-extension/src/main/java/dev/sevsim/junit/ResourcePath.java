package dev.sevsim.junit;

import dev.sevsim.io.file.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.function.Function;

/** A file or folder by a path, or by the name of a resource, also of one in a jar. */
final class ResourcePath {
    private static final String CLASS_PATH = "classpath:";

    private ResourcePath() {}

    /**
     * Reads from a place, which is open during the call alone.
     *
     * @param place {@code classpath:} with the name of a resource, or a path
     * @throws InputException for a resource that is not there
     */
    static <T> T use(String place, ClassLoader loader, Function<Path, T> reader) {
        if (!place.startsWith(CLASS_PATH)) {
            return reader.apply(Path.of(place));
        }
        String name = place.substring(CLASS_PATH.length()).replaceAll("^/+|/+$", "");
        URL found = loader.getResource(name);
        if (found == null) {
            throw new InputException("resource '" + name + "' is not on the class path");
        }
        try {
            if (!found.getProtocol().equals("jar")) {
                return reader.apply(Path.of(found.toURI()));
            }
            JarURLConnection entry = (JarURLConnection) found.openConnection();
            URI jar = entry.getJarFileURL().toURI();
            try (FileSystem files = FileSystems.newFileSystem(Path.of(jar))) {
                return reader.apply(files.getPath("/" + entry.getEntryName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("resource '" + name + "' cannot be read", e);
        } catch (URISyntaxException e) {
            throw new InputException("resource '" + name + "' cannot be read: " + e.getMessage(), e);
        }
    }
}
