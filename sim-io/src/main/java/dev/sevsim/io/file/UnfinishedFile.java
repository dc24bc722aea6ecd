package dev.sevsim.io.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The new content of a file, written beside it under a name with the number of this process.
 *
 * <p>Such files of processes that no longer exist are removed when another one is made for the same name.
 */
final class UnfinishedFile implements AutoCloseable {
    private static final Set<StandardOpenOption> NEW_FILE =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    private static final AtomicLong COUNTER = new AtomicLong();
    private static final Pattern NAME = Pattern.compile("\\..*\\.([0-9]{1,18})-[0-9]+\\.new", Pattern.DOTALL);

    /** Part of the target's name that is kept: with the numbers behind it a name stays below 255 bytes. */
    private static final int NAME_KEPT = 50;

    private final Path target;
    private final Path unfinished;
    private final FileChannel channel;

    private UnfinishedFile(Path target, Path unfinished, FileChannel channel) {
        this.target = target;
        this.unfinished = unfinished;
        this.channel = channel;
    }

    /**
     * Makes an empty one.
     *
     * @param target absolute path of no directory, in a directory that exists
     * @param ownerOnly whether only its owner may read it; otherwise it gets the access of the file that it replaces,
     *     or, where there is none, what the umask leaves
     */
    static UnfinishedFile create(Path target, boolean ownerOnly) throws IOException {
        Path directory = target.toAbsolutePath().getParent();
        if (directory == null || target.getFileName() == null) {
            throw new IOException("it has no directory");
        }
        requireName(target);
        String name = target.getFileName().toString();
        String stem = "." + name.substring(0, Math.min(name.length(), NAME_KEPT)) + ".";
        removeLeftovers(directory, stem);
        Path unfinished =
                directory.resolve(stem + ProcessHandle.current().pid() + "-" + COUNTER.incrementAndGet() + ".new");
        FileAttribute<?>[] access = ownerOnly ? ownerOnly(target) : new FileAttribute<?>[0];
        UnfinishedFile made = new UnfinishedFile(target, unfinished, FileChannel.open(unfinished, NEW_FILE, access));
        // The end of the process by a signal runs no finally block.
        unfinished.toFile().deleteOnExit();
        if (isPosix(target) && Files.isRegularFile(target)) {
            made.takeAccess(ownerOnly);
        }
        return made;
    }

    /** A name that no file can have is found before the output is made, not when it is to take the name. */
    private static void requireName(Path target) throws IOException {
        try {
            var unused = Files.readAttributes(target, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            // The usual case.
        }
    }

    /** Attributes of a new file that only its owner may read, where the file system has them. */
    static FileAttribute<?>[] ownerOnly(Path file) {
        return isPosix(file)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private void takeAccess(boolean ownerOnly) throws IOException {
        PosixFileAttributes old = Files.readAttributes(target, PosixFileAttributes.class);
        PosixFileAttributeView own = Files.getFileAttributeView(unfinished, PosixFileAttributeView.class);
        PosixFileAttributes now = own.readAttributes();
        try {
            if (!old.owner().equals(now.owner())) {
                own.setOwner(old.owner());
            }
            if (!old.group().equals(now.group())) {
                own.setGroup(old.group());
            }
        } catch (IOException e) {
            // Only the superuser may give a file away: it then belongs to the one who wrote it.
            return;
        }
        if (!ownerOnly) {
            own.setPermissions(old.permissions());
        }
    }

    /** Its content. */
    OutputStream stream() {
        return Channels.newOutputStream(channel);
    }

    /** Flushes the content to disk. */
    void sync() throws IOException {
        channel.force(true);
    }

    /** Replaces the target, atomically. */
    void takeName() throws IOException {
        channel.close();
        Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Removes it where it did not take its name. */
    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(unfinished);
    }

    private static void removeLeftovers(Path directory, String stem) throws IOException {
        if (!Files.isReadable(directory)) {
            return; // A directory may be written to and not be listed.
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(
                directory, file -> file.getFileName().toString().startsWith(stem))) {
            for (Path file : files) {
                Matcher matcher = NAME.matcher(file.getFileName().toString());
                if (matcher.matches()
                        && ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
