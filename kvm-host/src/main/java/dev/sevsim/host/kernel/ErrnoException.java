package dev.sevsim.host.kernel;

import dev.sevsim.abi.Errno;

/** Fails a system call: {@link HostProcess} returns its errno to user space. */
public final class ErrnoException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Errno errno;
    private final boolean recorded;

    /** Fails with {@code errno}; {@code why} is for the trace, never for the caller. */
    public ErrnoException(Errno errno, String why) {
        this(errno, why, false);
    }

    private ErrnoException(Errno errno, String why, boolean recorded) {
        super(why, null, false, false);
        this.errno = errno;
        this.recorded = recorded;
    }

    /** The same failure, marked as recorded in the trace. */
    public ErrnoException afterRecord() {
        return new ErrnoException(errno, why(), true);
    }

    /** Whether the trace has this failure. */
    boolean isRecorded() {
        return recorded;
    }

    public Errno errno() {
        return errno;
    }

    /** What the system call returns. */
    public long result() {
        return -errno.code();
    }

    /** The reason, for the trace. */
    public String why() {
        String message = getMessage();
        return message == null ? errno.text() : message;
    }
}
