package dev.sevsim.io.file;

import dev.sevsim.abi.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Files of one directory that belong together: they take their names when all of them are complete.
 *
 * <p>The directory is made where it is missing, and is not left behind when the files could not be written.
 */
public final class OutputFiles {
    private final Path directory;
    private final List<Content> contents = new ArrayList<>();

    /** Not yet written. */
    private record Content(String what, Path file, ByteBuffer bytes, boolean ownerOnly) {
        OutputTarget open() {
            return ownerOnly ? OutputTarget.openPrivate(what, file) : OutputTarget.open(what, file);
        }
    }

    /** None yet, for {@code directory}. */
    public OutputFiles(Path directory) {
        this.directory = directory;
    }

    /** Adds a file; {@code what} is its kind for messages, such as {@code save area}. */
    public OutputFiles add(String what, Path file, Bytes content) {
        contents.add(new Content(what, file, ByteBuffer.wrap(content.toArray()), false));
        return this;
    }

    /** Adds a file that only its owner may read; the caller wipes {@code content} after {@link #write}. */
    public OutputFiles addPrivate(String what, Path file, byte[] content) {
        contents.add(new Content(what, file, ByteBuffer.wrap(content), true));
        return this;
    }

    /**
     * Writes all of them.
     *
     * @throws InputException when one cannot be written, or the directory cannot be made
     */
    public void write() {
        MadeDirectory made = MadeDirectory.make("output directory", directory);
        List<OutputTarget> targets = new ArrayList<>();
        boolean complete = false;
        try {
            for (Content content : contents) {
                OutputTarget target = content.open();
                targets.add(target);
                target.stream().write(content.bytes().array());
                target.stream().flush();
            }
            targets.forEach(OutputTarget::finish);
            complete = true;
        } catch (IOException e) {
            throw new UncheckedIOException("a target reports its failures itself", e);
        } finally {
            if (!complete) {
                targets.forEach(OutputTarget::close);
                made.undo();
            }
        }
    }
}
