package dev.sevsim.kernel.secret;

import static dev.sevsim.abi.Errno.EEXIST;

import dev.sevsim.kernel.core.ErrnoException;
import dev.sevsim.kernel.core.ModuleUse;
import dev.sevsim.kernel.fs.Directory;
import dev.sevsim.kernel.fs.SecurityFs;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A directory of securityfs in which each source of secrets registers as a provider and gets a directory.
 *
 * <p>The outer directory exists while a provider is registered. This is the end state that the review of the patches
 * asked for; Linux leaves the directory to its only provider, which makes no visible difference with one provider.
 * Source: docs/reference/guest-kernel.md section 8 (why the path changed).
 */
public final class SecretProviders {
    /** The directory of the merged interface, in the root of securityfs. */
    public static final String SECRETS = "secrets";

    private final SecurityFs securityFs;
    private final String name;
    private final Map<String, SecretDirectory> providers = new LinkedHashMap<>();
    private @Nullable Directory directory;

    /** Providers in {@code secrets}, none registered. */
    public SecretProviders(SecurityFs securityFs) {
        this(securityFs, SECRETS);
    }

    /** Providers in another directory of the root, none registered. */
    SecretProviders(SecurityFs securityFs, String name) {
        this.securityFs = securityFs;
        this.name = name;
    }

    /**
     * Makes the directory of a provider and fills it. After an error nothing of it is left.
     *
     * @param provider name of its directory
     * @param owner its module
     * @param fill makes the files
     * @throws ErrnoException EEXIST for a directory that is there already, or what {@code fill} ends with
     */
    void register(String provider, Owner owner, Consumer<SecretDirectory> fill) {
        Complaints complaints = owner.complaints();
        if (directory == null) {
            directory = securityFs.createDirectory(securityFs.root(), name).orElse(null);
        }
        if (directory == null) {
            throw complaints.refuseDirectory(name, EEXIST);
        }
        Optional<Directory> made = securityFs.createDirectory(directory, provider);
        if (made.isEmpty()) {
            throw complaints.refuseDirectory(provider, EEXIST);
        }
        SecretDirectory files = new SecretDirectory(securityFs, made.orElseThrow(), owner.use(), owner.unlink());
        providers.put(provider, files);
        try {
            fill.accept(files);
        } catch (ErrnoException e) {
            unregister(provider);
            throw e;
        }
    }

    /**
     * The module of a provider.
     *
     * @param use counts its open files
     * @param complaints where a directory that cannot be made is logged
     * @param unlink how its names are removed
     */
    record Owner(ModuleUse use, Complaints complaints, SecretDirectory.Unlink unlink) {}

    /**
     * As {@link #unregister}, for a module that goes.
     *
     * @param oops logs and throws where a process needs the module's code later, given the function of the kernel
     */
    void unload(String provider, Consumer<String> oops) {
        SecretDirectory files = providers.get(provider);
        unregister(provider);
        if (files != null) {
            files.loseOperations(oops);
        }
    }

    /** Removes a provider's files and directory, and the outer directory after the last; secrets stay in memory. */
    void unregister(String provider) {
        SecretDirectory files = providers.remove(provider);
        if (files == null || directory == null) {
            return;
        }
        files.removeAll();
        securityFs.remove(directory, provider);
        if (providers.isEmpty()) {
            securityFs.remove(securityFs.root(), name);
            directory = null;
        }
    }
}
