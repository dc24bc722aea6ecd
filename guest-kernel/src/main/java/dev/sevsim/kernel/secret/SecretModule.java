package dev.sevsim.kernel.secret;

import dev.sevsim.bus.cpu.BootPhase;
import dev.sevsim.bus.cpu.GuestObserver;
import dev.sevsim.kernel.core.KernelModule;
import dev.sevsim.kernel.core.ModuleUse;
import java.util.function.Consumer;

/** A module that exposes secrets as files of a provider. */
public abstract class SecretModule implements KernelModule {
    private final int sizeBytes;
    private final SecretProviders providers;
    private final Complaints complaints;
    private final ModuleUse use = new ModuleUse();
    private final SecretDirectory.Unlink unlink;
    private GuestObserver observer = GuestObserver.NONE;

    /**
     * A module that is not loaded.
     *
     * @param complaints its log lines; they name the module
     * @param unlink how it removes a name
     */
    SecretModule(int sizeBytes, SecretProviders providers, Complaints complaints, SecretDirectory.Unlink unlink) {
        this.sizeBytes = sizeBytes;
        this.providers = providers;
        this.complaints = complaints;
        this.unlink = unlink;
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

    /** Reports which secrets are shown, whenever files were made of all of them, and what is read of them. */
    public final void observe(GuestObserver other) {
        observer = other;
    }

    /** Reads the secrets and makes their files. */
    final void probing(Runnable probe) {
        observer.begins(BootPhase.EFI_SECRET_PROBE);
        probe.run();
        observer.ends(BootPhase.EFI_SECRET_PROBE);
    }

    /** Makes the provider's directory and fills it; after an error nothing of it is left. */
    final void register(String provider, Consumer<SecretDirectory> fill) {
        providers.register(provider, new SecretProviders.Owner(use, complaints, unlink), files -> {
            files.observe(observer);
            fill.accept(files);
            observer.secretsArrived(files.names());
        });
    }

    /** Removes the provider's directory; the module stays. */
    final void release(String provider) {
        providers.unregister(provider);
    }

    /** Removes the provider's directory as the module goes. */
    final void unregister(String provider) {
        providers.unload(provider, function -> complaints.log().oops(function, name()));
    }
}
