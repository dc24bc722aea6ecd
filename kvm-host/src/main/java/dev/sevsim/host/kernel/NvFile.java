package dev.sevsim.host.kernel;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** A non-volatile store in a file that only its owner may read. */
public final class NvFile implements NvStore {
    // Without TRUNCATE_EXISTING: the content always has the same length, and a file that was cut short by a crash would
    // be no store.
    private static final Set<OpenOption> WRITE = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);

    private final Path path;

    /** A store at {@code path}, which need not exist. */
    public NvFile(Path path) {
        this.path = path;
    }

    @Override
    public Optional<Bytes> read() {
        try (InputStream in = Files.newInputStream(path)) {
            return Optional.of(Bytes.copyOf(in.readNBytes(SIZE)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    @Override
    public void write(Bytes content) {
        // The mode is given at creation, so that the file is at no time readable by others. It has no effect on a file
        // that exists.
        FileAttribute<?>[] mode =
                path.getFileSystem().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        try (FileChannel channel = FileChannel.open(path, WRITE, mode)) {
            ByteBuffer left = ByteBuffer.wrap(content.toArray());
            long at = 0;
            while (left.hasRemaining()) {
                at += channel.write(left, at);
            }
            // On the medium before the caller gets its answer: the keys in it are used from then on.
            channel.force(true);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** The reason has the kind of failure and no path: it goes into the trace. */
    private ErrnoException failure(IOException e) {
        Errno errno = e instanceof AccessDeniedException
                ? Errno.EACCES
                : e instanceof NoSuchFileException ? Errno.ENOENT : Errno.EIO;
        return new ErrnoException(errno, "the store of INIT_EX: " + e.getClass().getSimpleName());
    }
}
