package dev.sevsim.bus.memory;

/**
 * The CPU's side of the encryption engine: memory by system physical address under an ASID.
 *
 * <p>Only the modelled CPU holds one; it never reaches a party. An ASID without an installed key gives raw DRAM.
 */
public interface GuestMemoryAccess {
    /** Whether every byte of the range is DRAM; a read of other addresses gives ones, a write of them is lost. */
    boolean contains(long address, long lengthBytes);

    /** Reads; through the key of {@code asid} for {@link Encryption#ENCRYPTED}. */
    void read(int asid, Encryption encryption, long address, byte[] target, int offset, int length);

    /** Writes; through the key of {@code asid} for {@link Encryption#ENCRYPTED}. */
    void write(int asid, Encryption encryption, long address, byte[] source, int offset, int length);

    /** Reports every later write to {@code frame}, an address of a page in DRAM, to {@code watch}, by any requester. */
    void watch(long frame, FrameWatch watch);

    /** Ends the reports; no effect for a frame that {@code watch} does not watch. */
    void unwatch(long frame, FrameWatch watch);

    /**
     * Whether a read of a watched frame gives what its watch expects; {@code false} where the frame is not DRAM.
     *
     * <p>Reads DRAM only when the frame was written, or the key was changed, since the last answer.
     */
    boolean holds(int asid, Encryption encryption, long frame, FrameWatch watch);

    /** A number that changes whenever the key of {@code asid} is installed or removed. */
    int keyChanges(int asid);

    /** Whether VMRUN accepts this ASID: 0 and the host's own ASIDs always, a guest's once its launch is finished. */
    boolean mayRun(int asid);
}
