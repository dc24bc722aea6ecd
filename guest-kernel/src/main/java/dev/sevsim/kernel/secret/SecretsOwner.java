package dev.sevsim.kernel.secret;

import dev.sevsim.kernel.core.ModuleUse;
import dev.sevsim.kernel.fs.Directory;
import dev.sevsim.kernel.fs.SecurityFs;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one component that owns the {@code secrets} directory of securityfs: each source of secrets registers as a provider and
 * gets a directory in it.
 *
 * <p>The directory is there while somebody has registered. This is the end state that the review of the patches asked for;
 * Linux leaves the directory to its only provider. With one provider nobody can tell the difference. Source:
 * docs/reference/guest-kernel.md section 8 (why the path changed).
 */
public final class SecretsOwner {
    /** The directory, in the root of securityfs. */
    public static final String NAME = "secrets";

    private final SecurityFs securityFs;
    private final Map<String, SecretDirectory> providers = new LinkedHashMap<>();
    private @Nullable Directory secrets;

    /**
     * What a provider gets.
     *
     * @param files its directory; empty when it cannot be made (-EEXIST)
     * @param refused name of the directory that could not be made, else empty
     */
    public record Registration(Optional<SecretDirectory> files, String refused) {}

    /** Nobody has registered. */
    public SecretsOwner(SecurityFs securityFs) {
        this.securityFs = securityFs;
    }

    /**
     * Makes the directory of a provider.
     *
     * @param provider its name
     * @param use counts the open files of the provider's module
     */
    public Registration register(String provider, ModuleUse use) {
        if (secrets == null) {
            secrets = securityFs.createDirectory(securityFs.root(), NAME).orElse(null);
        }
        if (secrets == null) {
            return new Registration(Optional.empty(), NAME);
        }
        Optional<Directory> made = securityFs.createDirectory(secrets, provider);
        if (made.isEmpty()) {
            return new Registration(Optional.empty(), provider);
        }
        SecretDirectory files = new SecretDirectory(securityFs, made.orElseThrow(), use);
        providers.put(provider, files);
        return new Registration(Optional.of(files), "");
    }

    /** Removes a provider's files and directory, and {@code secrets} after the last; secrets stay in memory. */
    public void unregister(String provider) {
        SecretDirectory files = providers.remove(provider);
        if (files == null || secrets == null) {
            return;
        }
        files.removeAll();
        securityFs.remove(secrets, provider);
        if (providers.isEmpty()) {
            securityFs.remove(securityFs.root(), NAME);
            secrets = null;
        }
    }
}
