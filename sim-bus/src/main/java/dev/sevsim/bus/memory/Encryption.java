package dev.sevsim.bus.memory;

/** The C-bit of an access: whether the encryption engine uses the requester's key. */
public enum Encryption {
    /** C-bit 1: through the key of the requester's ASID. */
    ENCRYPTED,
    /** C-bit 0: the bytes as DRAM holds them. */
    PLAIN
}
