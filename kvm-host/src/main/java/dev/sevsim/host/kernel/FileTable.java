package dev.sevsim.host.kernel;

import dev.sevsim.abi.Errno;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A process' file descriptors; 0 to 2 are its standard streams. */
public final class FileTable implements OpenFiles {
    private static final int FIRST = 3;
    private static final int LIMIT = 1024;

    private final Map<Integer, OpenFile> files = new TreeMap<>();
    private final int limit;

    /** Only the standard streams, and the usual limit of descriptors. */
    public FileTable() {
        this(LIMIT);
    }

    /** Only the standard streams; {@code limit} is RLIMIT_NOFILE. */
    public FileTable(int limit) {
        this.limit = limit;
    }

    /** Installs a file under the lowest free number. */
    @Override
    public synchronized int install(OpenFile file) {
        for (int fd = FIRST; fd < limit; fd++) {
            if (files.putIfAbsent(fd, file) == null) {
                return fd;
            }
        }
        throw new ErrnoException(Errno.EMFILE, limit + " files are open");
    }

    @Override
    public synchronized Optional<OpenFile> find(int fd) {
        return Optional.ofNullable(files.get(fd));
    }

    @Override
    public void close(int fd) {
        remove(fd)
                .orElseThrow(() -> new ErrnoException(Errno.EBADF, "descriptor " + fd + " is not open"))
                .release();
    }

    @Override
    public void closeAll() {
        for (int fd = limit; fd >= FIRST; fd--) {
            remove(fd).ifPresent(OpenFile::release);
        }
    }

    /** Files are released outside the table's lock, since that may take long. */
    private synchronized Optional<OpenFile> remove(int fd) {
        return Optional.ofNullable(files.remove(fd));
    }
}
