package dev.sevsim.kernel.secret;

import dev.sevsim.kernel.core.KernelModule;
import dev.sevsim.kernel.core.ModuleUse;

/** A module that exposes secrets. */
public abstract class SecretModule implements KernelModule {
    private final String name;
    private final int sizeBytes;
    private final ModuleUse use = new ModuleUse();

    SecretModule(String name, int sizeBytes) {
        this.name = name;
        this.sizeBytes = sizeBytes;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final int sizeBytes() {
        return sizeBytes;
    }

    /** Counts its open files. */
    public final ModuleUse use() {
        return use;
    }
}
