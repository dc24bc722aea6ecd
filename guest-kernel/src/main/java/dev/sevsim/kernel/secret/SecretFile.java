package dev.sevsim.kernel.secret;

import dev.sevsim.kernel.fs.FileHandle;
import dev.sevsim.kernel.fs.FileOperations;
import dev.sevsim.kernel.fs.SingleShotHandle;
import dev.sevsim.kernel.module.ModuleUse;
import java.util.Optional;

/**
 * One secret as a file. An open file keeps the entry it was opened on, and keeps the module in the kernel.
 *
 * <p>Source: guest-kernel.md section 6.1.
 */
final class SecretFile implements FileOperations {
    private static final long NO_ENTRY = -1;

    private final SecretArea area;
    private final ModuleUse use;
    private long entry;

    SecretFile(SecretArea area, long entry, ModuleUse use) {
        this.area = area;
        this.entry = entry;
        this.use = use;
    }

    long entry() {
        return entry;
    }

    /** From now on an open finds no entry. */
    void forgetEntry() {
        entry = NO_ENTRY;
    }

    @Override
    public FileHandle open() {
        long opened = entry;
        use.acquire();
        return new SingleShotHandle(
                () -> opened == NO_ENTRY ? Optional.of(new byte[0]) : area.data(opened), use::release);
    }
}
