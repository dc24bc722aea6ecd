package dev.sevsim.kernel.core;

import dev.sevsim.abi.Errno;
import java.util.Optional;

/** {@code efi_secret} of 16384 bytes, with a result of loading that a test sets. */
public final class FakeModule implements KernelModule {
    /** The error that loading ends with. */
    Optional<Errno> failure = Optional.empty();

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
    public void load() {
        failure.ifPresent(errno -> {
            throw new ErrnoException(errno);
        });
    }

    @Override
    public void unload() {
        unloads++;
    }
}
