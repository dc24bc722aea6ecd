package dev.sevsim.bus.cpu;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.bus.memory.Encryption;

/**
 * Everything that guest code can see: memory by guest-physical address with the C-bit, port I/O, MSRs, CPUID, caches,
 * hypercalls and halt.
 *
 * <p>An intercepted instruction leaves the guest as a vCPU exit on the bus and goes on when the hypervisor enters
 * again; in a guest with encrypted state it is up to the handler of the VMM communication exception (see {@link
 * #vectorVmmCommunication}). When the vCPU is stopped for good the call does not return.
 */
public interface GuestCpu extends InterceptedInstructions {
    /** Index of this vCPU in its machine; 0 boots. */
    int index();

    // memory

    /** Reads guest memory; {@code encryption} is the C-bit of the page-table entry used. */
    void read(GuestPhysical address, Encryption encryption, byte[] target, int offset, int length);

    /** Writes guest memory; {@code encryption} is the C-bit of the page-table entry used. */
    void write(GuestPhysical address, Encryption encryption, byte[] source, int offset, int length);

    /** Reads {@code length} bytes. */
    default Bytes read(GuestPhysical address, Encryption encryption, int length) {
        byte[] target = new byte[length];
        read(address, encryption, target, 0, length);
        return Bytes.copyOf(target);
    }

    /** Writes all the bytes. */
    default void write(GuestPhysical address, Encryption encryption, Bytes source) {
        write(address, encryption, source.toArray(), 0, source.length());
    }

    /** Instruction fetch: always through the guest's key under SEV, independent of the C-bit. */
    Bytes fetch(GuestPhysical address, int length);

    /** CLFLUSH over a range. */
    void flushCache(GuestPhysical address, int length);

    // control transfer

    /**
     * Calls the code at {@code address}. Code that no program recognises is a triple fault, and so is a program whose pages
     * are not what it was made from, under the present key, here and at each later entry.
     */
    long call(GuestPhysical address, long... arguments);

    /** RSP: called code may use the private memory below, for variables whose addresses it passes on. */
    GuestPhysical stack();

    /** Loads RSP with the address after a stack. */
    void useStack(GuestPhysical top);

    /**
     * Puts a program into private memory: its pages are written, and what is fetched from them later is compared with what
     * was written.
     */
    void loadCode(CodeExtent extent);

    /**
     * Puts a modelled routine at {@code address}: 16 marker bytes are written there (encrypted) and a later
     * {@link #call} of that address finds the routine by those bytes. It is part of the program that installs it.
     */
    void install(GuestPhysical address, String name, GuestFunction function);

    // SEV-ES

    /**
     * VMGEXIT: leaves a guest with encrypted state and shows the hypervisor the GHCB MSR, which may hold something else
     * afterwards. On other guests this is VMMCALL.
     */
    default void vmgexit() {
        long unused = hypercall(0, 0, 0, 0);
    }

    /**
     * Points the VMM communication exception at a handler. A guest with encrypted state that has none is shut down at
     * the first intercepted instruction; no other guest ever raises it.
     */
    default void vectorVmmCommunication(InterceptedInstructions handler) {}

    // instructions that always leave the guest, or never do

    /** HLT; returns when an interrupt woke the vCPU. */
    void halt();

    /**
     * Whether a bit of a page-table entry, and no other, makes the page of an SEV guest private on this processor.
     *
     * <p>Accesses of modelled code are private or shared and go through no page table of the guest: code that has taken another bit for
     * the C-bit asks here, where a real processor would access another address without the key.
     */
    default boolean isEncryptionBit(int position) {
        return true;
    }

    /** RDRAND: 64 bits of hardware randomness. */
    long random();

    // ends

    /** An endless loop with interrupts off; does not return. */
    AssertionError deadLoop();

    /** A triple fault; does not return. */
    AssertionError tripleFault();
}
