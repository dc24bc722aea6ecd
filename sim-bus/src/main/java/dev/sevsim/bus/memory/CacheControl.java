package dev.sevsim.bus.memory;

/**
 * The cache instructions that the host's cores execute, with the effect that the Secure Processor sees.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 7.4.
 */
public interface CacheControl {
    /** Cores in the machine. */
    int cores();

    /** WBINVD on one core: sets that core's "WBINVD done" flag. */
    void writeBackInvalidate(int core);

    /** WBINVD on every core. */
    default void writeBackInvalidateAll() {
        for (int core = 0; core < cores(); core++) {
            writeBackInvalidate(core);
        }
    }

    /** CLFLUSH over a range of system physical memory. */
    void flush(long address, long lengthBytes);
}
