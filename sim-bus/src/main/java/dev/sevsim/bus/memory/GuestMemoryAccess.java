package dev.sevsim.bus.memory;

/**
 * The CPU's side of the encryption engine: memory by system physical address under an ASID.
 *
 * <p>Only the modelled CPU holds one; it never reaches a party. An ASID without an installed key gives raw DRAM.
 */
public interface GuestMemoryAccess {
    /** Reads; through the key of {@code asid} for {@link Encryption#ENCRYPTED}. */
    void read(int asid, Encryption encryption, long address, byte[] target, int offset, int length);

    /** Writes; through the key of {@code asid} for {@link Encryption#ENCRYPTED}. */
    void write(int asid, Encryption encryption, long address, byte[] source, int offset, int length);

    /** Whether VMRUN accepts this ASID: 0 and the host's own ASIDs always, a guest's once its launch is finished. */
    boolean mayRun(int asid);
}
