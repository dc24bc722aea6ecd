package dev.sevsim.host.process;

import dev.sevsim.abi.Errno;

/** A system call that fails: carries the errno from where it was found to the ioctl boundary. */
public final class ErrnoException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Errno errno;

    /** Fails with {@code errno}; {@code why} is for the trace, never for the caller. */
    public ErrnoException(Errno errno, String why) {
        super(why, null, false, false);
        this.errno = errno;
    }

    public Errno errno() {
        return errno;
    }

    /** What the system call returns. */
    public long result() {
        return -errno.code();
    }

    /** What was wrong. */
    public String why() {
        String message = getMessage();
        return message == null ? errno.text() : message;
    }
}
