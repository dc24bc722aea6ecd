package dev.sevsim.kernel.program;

/** Pages of a process in the guest's private memory. */
public interface UserPages extends AutoCloseable {
    /** Guest-physical address of the first byte, as a process reads it in its {@code pagemap}. */
    long address();

    /** Writes from the first byte on. */
    void write(byte[] source);

    /** The first {@code lengthBytes} bytes. */
    byte[] read(int lengthBytes);

    /** Overwrites all bytes with zeros. */
    void clear();

    /** Returns the pages with their content, as a kernel does that does not clear them. */
    @Override
    void close();
}
