package dev.sevsim.kernel.secret;

import static dev.sevsim.abi.Errno.EEXIST;
import static dev.sevsim.abi.Errno.ENODEV;
import static dev.sevsim.abi.Errno.ENOMEM;

import dev.sevsim.kernel.core.ErrnoException;
import dev.sevsim.kernel.core.KernelLog;
import dev.sevsim.kernel.memory.IoMapping;
import dev.sevsim.kernel.memory.IoRemapper;
import java.util.Optional;

/**
 * {@code dice_secret}: a reserved region that holds one secret, as other platforms hand one over; provider {@code dice}
 * of the {@code secrets} directory.
 *
 * <p>Our own, to show that a second provider is independent of the first. No modelled firmware makes such a region.
 */
final class RegionSecretModule extends SecretModule {
    /** The module. */
    public static final String NAME = "dice_secret";

    /** The directory, in {@code secrets}. */
    public static final String PROVIDER = "dice";

    /** The one file. */
    public static final String FILE = "region";

    private static final int SIZE_BYTES = 12288;

    private final Optional<Region> region;
    private final IoRemapper remapper;

    /**
     * Location of the secret.
     *
     * @param base first byte
     * @param size bytes, all of them secret
     */
    public record Region(long base, int size) {}

    /** The module on disk; without a region there is no device. */
    public RegionSecretModule(Optional<Region> region, IoRemapper remapper, SecretProviders owner, KernelLog log) {
        super(SIZE_BYTES, owner, new Complaints(log, NAME + ": ", "DICE", NAME), SecretDirectory.Unlink.DIRECT);
        this.region = region;
        this.remapper = remapper;
    }

    @Override
    public void load() {
        if (region.isEmpty()) {
            throw new ErrnoException(ENODEV);
        }
        Optional<IoMapping> mapping =
                remapper.remapEncrypted(region.get().base(), region.get().size(), NAME + "_probe");
        if (mapping.isEmpty()) {
            throw complaints().refuse(ENOMEM, "Could not map the region");
        }
        register(PROVIDER, files -> {
            if (!files.create(FILE, new Whole(mapping.get()))) {
                throw new ErrnoException(EEXIST);
            }
        });
    }

    @Override
    public void unload() {
        unregister(PROVIDER);
    }

    /** The bytes of a mapping, from first to last. */
    private record Whole(IoMapping mapping) implements Secret {
        @Override
        public Optional<byte[]> data() {
            return Optional.of(mapping.read(0, (int) mapping.size()));
        }

        @Override
        public void wipe() {
            mapping.write(0, new byte[(int) mapping.size()]);
            mapping.flush(0, (int) mapping.size());
        }
    }
}
