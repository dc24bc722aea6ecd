package dev.sevsim.host.kernel;

/** An open file, to which a descriptor refers. */
public interface OpenFile {
    /** The ioctl system call: zero or more, or an {@link ErrnoException}. */
    long ioctl(HostProcess caller, int request, long argument);

    /** What {@code readlink} of a descriptor of this file in {@code /proc} shows. */
    String linkName();

    /** Called when the last descriptor of this file is closed. */
    void release();
}
