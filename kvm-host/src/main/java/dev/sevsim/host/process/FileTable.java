package dev.sevsim.host.process;

import dev.sevsim.abi.Errno;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A process' file descriptors; 0 to 2 are its standard streams. */
public final class FileTable {
    private static final int FIRST = 3;
    private static final int LIMIT = 1024;

    private final Map<Integer, OpenFile> files = new TreeMap<>();

    /** Only the standard streams. */
    public FileTable() {}

    /** Gives a file the lowest free number; EMFILE when there is none. */
    public int install(OpenFile file) {
        for (int fd = FIRST; fd < LIMIT; fd++) {
            if (files.putIfAbsent(fd, file) == null) {
                return fd;
            }
        }
        throw new ErrnoException(Errno.EMFILE, LIMIT + " files are open");
    }

    /** The file behind a number; empty for a closed one and for the standard streams. */
    public Optional<OpenFile> find(int fd) {
        return Optional.ofNullable(files.get(fd));
    }

    /** Closes a number; EBADF when it is not open. */
    public void close(int fd) {
        OpenFile file = files.remove(fd);
        if (file == null) {
            throw new ErrnoException(Errno.EBADF, "descriptor " + fd + " is not open");
        }
        file.release();
    }

    /** Closes everything, as when the process ends: the newest descriptor first. */
    public void closeAll() {
        for (int fd = LIMIT; fd >= FIRST; fd--) {
            if (files.containsKey(fd)) {
                close(fd);
            }
        }
    }
}
