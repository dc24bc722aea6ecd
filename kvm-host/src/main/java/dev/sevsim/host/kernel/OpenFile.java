package dev.sevsim.host.kernel;

/** What a file descriptor refers to. */
public interface OpenFile {
    /** The ioctl system call: zero or more, or an {@link ErrnoException}. */
    long ioctl(HostProcess caller, int request, long argument);

    /** The last descriptor of this file was closed. */
    void release();
}
