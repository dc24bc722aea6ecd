package dev.sevsim.kernel.secret;

import dev.sevsim.kernel.core.ModuleUse;
import dev.sevsim.kernel.fs.FileHandle;
import dev.sevsim.kernel.fs.FileOperations;
import dev.sevsim.kernel.fs.SingleShotHandle;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One secret as a file. An open file refers to the secret it was opened on and counts as a user of the provider's
 * module.
 *
 * <p>Source: docs/reference/guest-kernel.md section 6.1.
 */
final class SecretNode implements FileOperations {
    private final ModuleUse use;
    private final Consumer<byte[]> read;
    private @Nullable Secret secret;

    /**
     * A secret that is there.
     *
     * @param read receives each content that a reader gets; after a wipe none does
     */
    SecretNode(Secret secret, ModuleUse use, Consumer<byte[]> read) {
        this.secret = secret;
        this.use = use;
        this.read = read;
    }

    /** Wipes the secret; from now on an open finds none. */
    void wipe() {
        if (secret != null) {
            secret.wipe();
            secret = null;
        }
    }

    @Override
    public FileHandle open() {
        Secret opened = secret;
        use.acquire();
        return new SingleShotHandle(() -> opened == null ? Optional.of(new byte[0]) : content(opened), use::release);
    }

    private Optional<byte[]> content(Secret opened) {
        Optional<byte[]> content = opened.data();
        if (secret != null) {
            content.ifPresent(read);
        }
        return content;
    }
}
