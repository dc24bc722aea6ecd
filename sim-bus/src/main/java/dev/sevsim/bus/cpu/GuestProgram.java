package dev.sevsim.bus.cpu;

import dev.sevsim.abi.GuestPhysical;

/**
 * A body of modelled guest code: firmware, kernel, or a routine that one of them put into memory.
 *
 * <p>Programs are found by address: it fetches through the guest's key, and a program runs only when it recognises what lies
 * there, inside a {@link CodeExtent} whose pages are as they were measured or loaded. Other bytes (wrong key, altered
 * ciphertext) end in a triple fault.
 */
public interface GuestProgram {
    /** Short name for traces, such as {@code ovmf}. */
    String name();

    /** Whether the bytes at {@code entry} (read them with {@link GuestCpu#fetch}) and the arguments are this program's. */
    boolean recognises(GuestCpu cpu, GuestPhysical entry, long... arguments);

    /** Runs from {@code entry}; the value is what a called routine returns in RAX. */
    long run(GuestCpu cpu, GuestPhysical entry, long... arguments);
}
