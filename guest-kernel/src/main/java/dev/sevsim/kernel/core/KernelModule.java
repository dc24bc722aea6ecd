package dev.sevsim.kernel.core;

/** Code that can be loaded into the running kernel and taken out again. */
public interface KernelModule {
    /** As {@code lsmod} shows it. */
    String name();

    /** Bytes of code and data that {@code lsmod} shows. */
    int sizeBytes();

    /**
     * Runs when loaded.
     *
     * @throws ErrnoException when the module cannot stay in the kernel
     */
    void load();

    /** Runs before the module is removed; called only when the module is unused. */
    void unload();
}
