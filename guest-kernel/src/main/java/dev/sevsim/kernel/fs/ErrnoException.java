package dev.sevsim.kernel.fs;

import dev.sevsim.abi.Errno;

/** Ends a system call with an error; it never leaves {@link SystemCalls} and {@link MountNamespace}. */
final class ErrnoException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Errno errno;

    ErrnoException(Errno errno) {
        super(errno.name(), null, false, false);
        this.errno = errno;
    }

    /** What the caller of the system call gets: the negative error number. */
    int result() {
        return -errno.code();
    }
}
