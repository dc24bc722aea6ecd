package dev.sevsim.kernel.core;

import dev.sevsim.abi.Errno;

/**
 * Ends what the kernel does for a process with an error.
 *
 * <p>It goes no further than the system call, or the file operation of a driver, which answers {@link #result()}.
 */
public final class ErrnoException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Errno errno;

    /** An error; its place in the code is not kept, for it is an answer and not a fault. */
    public ErrnoException(Errno errno) {
        super(errno.name(), null, false, false);
        this.errno = errno;
    }

    /** What the caller of the system call gets: the negative error number. */
    public int result() {
        return -errno.code();
    }

    /** Runs an action; 0, or the negative error number that ended it. */
    public static int resultOf(Runnable action) {
        try {
            action.run();
            return 0;
        } catch (ErrnoException e) {
            return e.result();
        }
    }
}
