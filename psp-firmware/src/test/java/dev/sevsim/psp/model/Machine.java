package dev.sevsim.psp.model;

/** What the host of a random sequence can reach of a machine. Addresses may carry the C-bit. */
interface Machine extends AutoCloseable {
    /** Rings the mailbox; answers CmdResp. */
    int ring(int register, long address);

    byte[] read(long address, int length);

    void write(long address, byte[] content);

    void writeBackInvalidate(int core);

    @Override
    void close();
}
