package dev.sevsim.kernel.secret;

import dev.sevsim.kernel.core.KernelModule;
import dev.sevsim.kernel.core.ModuleUse;
import java.util.function.ToIntFunction;

/** A module that exposes secrets as files of a provider. */
public abstract class SecretModule implements KernelModule {
    private final int sizeBytes;
    private final SecretProviders providers;
    private final Complaints complaints;
    private final ModuleUse use = new ModuleUse();

    /**
     * A module that is not loaded.
     *
     * @param complaints its log lines; they name the module
     */
    SecretModule(int sizeBytes, SecretProviders providers, Complaints complaints) {
        this.sizeBytes = sizeBytes;
        this.providers = providers;
        this.complaints = complaints;
    }

    @Override
    public final String name() {
        return complaints.module();
    }

    @Override
    public final int sizeBytes() {
        return sizeBytes;
    }

    /** Counts its open files. */
    public final ModuleUse use() {
        return use;
    }

    final Complaints complaints() {
        return complaints;
    }

    /** Makes the provider's directory and fills it: 0 or a negative errno. */
    final int register(String provider, ToIntFunction<SecretDirectory> fill) {
        return providers.register(provider, use, complaints, fill);
    }

    final void unregister(String provider) {
        providers.unregister(provider);
    }
}
