package dev.sevsim.io.file;

import dev.sevsim.abi.Bytes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that is replaced atomically: after a crash of the process or the machine, it has its old or its new content.
 *
 * <p>The new content goes to a file beside it, to disk, over the old name, and the directory to disk, in this order.
 * Files beside it that dead processes left are removed.
 */
public final class DurableFile {
    private DurableFile() {}

    /** Replaces {@code file}, readable by its owner alone, in a directory that exists. */
    public static void replace(Path file, Bytes content) throws IOException {
        Path target = file.toAbsolutePath();
        Path directory = target.getParent();
        if (directory == null) {
            throw new IOException("it has no directory");
        }
        try (UnfinishedFile unfinished = UnfinishedFile.create(target, true)) {
            OutputStream out = unfinished.stream();
            out.write(content.toArray());
            unfinished.sync();
            unfinished.takeName();
        }
        sync(directory);
    }

    /** Brings a file, or the names in a directory, to disk; systems that cannot open a directory do that by themselves. */
    public static void sync(Path file) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
