package dev.sevsim.kernel.core;

/** {@code efi_secret} of 16384 bytes, with a result of loading that a test sets. */
public final class FakeModule implements KernelModule {
    /** What loading answers. */
    int result;

    /** How often it was removed. */
    int unloads;

    @Override
    public String name() {
        return "efi_secret";
    }

    @Override
    public int sizeBytes() {
        return 16384;
    }

    @Override
    public int load() {
        return result;
    }

    @Override
    public void unload() {
        unloads++;
    }
}
