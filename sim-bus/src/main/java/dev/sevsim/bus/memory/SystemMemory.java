package dev.sevsim.bus.memory;

/** DRAM behind its encryption engine, as the assembler of a machine sees it: it hands out the ports. */
public interface SystemMemory {
    /** Bytes of DRAM, from system physical address 0. */
    long sizeBytes();

    /** 4 KiB frames that were touched so far; memory costs what was touched. */
    long touchedFrames();

    /** The host's port: no guest key, so private pages show ciphertext. */
    MemoryPort hostPort();

    /** A device's port: DMA never decrypts. */
    MemoryPort devicePort();

    /** For the modelled CPU alone. */
    GuestMemoryAccess guestAccess();
}
