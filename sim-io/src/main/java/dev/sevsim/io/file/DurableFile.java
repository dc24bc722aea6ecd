package dev.sevsim.io.file;

import dev.sevsim.abi.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file that is replaced atomically: after a crash of the process or the machine, it has its old or its new content.
 *
 * <p>The new content goes to a file beside it, to disk, over the old name, and the directory to disk, in this order. Files
 * beside it that dead processes left are removed.
 */
public final class DurableFile {
    private static final Set<StandardOpenOption> NEW_FILE =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    private static final AtomicLong COUNTER = new AtomicLong();
    private static final Pattern UNFINISHED = Pattern.compile("\\..*\\.([0-9]{1,18})-[0-9]+\\.new");

    private DurableFile() {}

    /** Replaces {@code file}, readable by its owner alone, in a directory that exists. */
    public static void replace(Path file, Bytes content) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IOException("it has no directory");
        }
        removeLeftovers(directory, file.getFileName() + ".");
        String name = "." + file.getFileName() + "." + ProcessHandle.current().pid() + "-" + COUNTER.incrementAndGet()
                + ".new";
        Path unfinished = directory.resolve(name);
        try {
            try (FileChannel channel = FileChannel.open(unfinished, NEW_FILE, ownerOnly(unfinished))) {
                ByteBuffer bytes = ByteBuffer.wrap(content.toArray());
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(unfinished);
        }
        flush(directory);
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /** Syncs the directory; systems that cannot open a directory do this by themselves. */
    private static void flush(Path directory) throws IOException {
        if (!directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void removeLeftovers(Path directory, String name) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "." + name + "*.new")) {
            for (Path file : files) {
                Matcher matcher = UNFINISHED.matcher(file.getFileName().toString());
                if (matcher.matches()
                        && ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
