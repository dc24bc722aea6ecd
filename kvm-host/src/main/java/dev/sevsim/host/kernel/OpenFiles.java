package dev.sevsim.host.kernel;

import java.util.Optional;

/** A process' open files by the numbers of their descriptors. */
public interface OpenFiles {
    /** Installs a file under a number of the process' choice of free ones; EMFILE when there is none. */
    int install(OpenFile file);

    /** The file of this host behind a number; empty for a closed one, for the standard streams and for other files. */
    Optional<OpenFile> find(int fd);

    /** Closes a number; EBADF when it is not open. */
    void close(int fd);

    /** Closes everything, as when the process ends, from the highest number down. */
    void closeAll();
}
