package dev.sevsim.kernel.secret;

import static dev.sevsim.abi.Errno.EEXIST;
import static dev.sevsim.abi.Errno.EINVAL;
import static dev.sevsim.abi.Errno.ENODEV;
import static dev.sevsim.abi.Errno.ENOMEM;
import static dev.sevsim.abi.Errno.ENXIO;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.efi.CocoSecretArea;
import dev.sevsim.kernel.fs.Directory;
import dev.sevsim.kernel.log.KernelLog;
import dev.sevsim.kernel.log.LogLevel;
import dev.sevsim.kernel.memory.IoMapping;
import dev.sevsim.kernel.memory.IoRemapper;
import dev.sevsim.kernel.module.KernelModule;
import dev.sevsim.kernel.module.ModuleUse;
import dev.sevsim.kernel.securityfs.SecurityFs;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The {@code efi_secret} module as merged in Linux 5.19, and its binding to the platform device {@code efi_secret.0}.
 *
 * <p>Loading registers a driver and succeeds whatever the probe answers. Source: guest-kernel.md sections 5 and 6.
 */
public final class EfiSecretModule implements KernelModule {
    /** The module, its driver and, with {@code .0}, its device. */
    public static final String NAME = "efi_secret";

    private static final String DEVICE = NAME + " " + NAME + ".0: ";
    private static final String SECRETS = "secrets";
    private static final String COCO = "coco";
    private static final int SIZE_BYTES = 16384;

    private final OptionalLong table;
    private final IoRemapper remapper;
    private final SecurityFs securityFs;
    private final KernelLog log;
    private final ModuleUse use = new ModuleUse();
    private @Nullable Bound bound;
    private OptionalInt probeResult = OptionalInt.empty();

    /** What a successful probe holds on to. */
    private record Bound(Directory secrets, Directory coco, SecretFiles files) {}

    /**
     * The module on disk.
     *
     * @param table address that the EFI configuration table gave for the (base, size) pair; empty when there is no such table,
     *     so no device either
     */
    public EfiSecretModule(OptionalLong table, IoRemapper remapper, SecurityFs securityFs, KernelLog log) {
        this.table = table;
        this.remapper = remapper;
        this.securityFs = securityFs;
        this.log = log;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int sizeBytes() {
        return SIZE_BYTES;
    }

    /** What counts its open files. */
    public ModuleUse use() {
        return use;
    }

    /** The answer of the last probe, 0 or a negative errno; empty when no device was there to probe. */
    public OptionalInt probeResult() {
        return probeResult;
    }

    @Override
    public int load() {
        probeResult = OptionalInt.empty();
        if (table.isPresent()) {
            int result = probe(table.getAsLong());
            probeResult = OptionalInt.of(result);
            if (result != 0 && result != -ENODEV.code() && result != -ENXIO.code()) {
                log.log(LogLevel.WARNING, NAME + ": probe of " + NAME + ".0 failed with error " + result);
            }
        }
        return 0;
    }

    @Override
    public void unload() {
        Bound last = bound;
        if (last != null) {
            last.files().removeAll();
            removeDirectories(last.secrets());
            bound = null;
        }
    }

    private int probe(long pairAddress) {
        Optional<IoMapping> pair = remapper.memremap(pairAddress, CocoSecretArea.SIZE);
        if (pair.isEmpty()) {
            return refuse(-ENOMEM.code(), "Could not map secret area EFI config entry");
        }
        CocoSecretArea location =
                CocoSecretArea.decode(Bytes.copyOf(pair.orElseThrow().read(0, CocoSecretArea.SIZE)));
        if (location.base() == 0 || Long.compareUnsigned(location.size(), SecretArea.HEADER_SIZE) < 0) {
            return refuse(
                    -EINVAL.code(),
                    "Invalid secret area memory location (base_pa=0x%x size=0x%x)"
                            .formatted(location.base(), location.size()));
        }
        Optional<IoMapping> mapping = remapper.remapEncrypted(location.base(), location.size());
        if (mapping.isEmpty()) {
            return refuse(-ENOMEM.code(), "Could not map secret area");
        }
        SecretArea area = new SecretArea(mapping.orElseThrow());
        int errno = checkHeader(area);
        return errno != 0 ? errno : expose(area);
    }

    private int checkHeader(SecretArea area) {
        if (!area.hasTable()) {
            // The kernel says so at debug level only, which is off unless asked for.
            return -ENODEV.code();
        }
        long length = Integer.toUnsignedLong(area.tableLength());
        if (length < SecretArea.HEADER_SIZE) {
            return refuse(-EINVAL.code(), "EFI secret area reported length is too small");
        }
        if (Long.compareUnsigned(length, area.size()) > 0) {
            return refuse(-EINVAL.code(), "EFI secret area reported length is too big");
        }
        return 0;
    }

    private int expose(SecretArea area) {
        Optional<Directory> secrets = securityFs.createDirectory(securityFs.root(), SECRETS);
        if (secrets.isEmpty()) {
            return refuseDirectory(SECRETS);
        }
        Optional<Directory> coco = securityFs.createDirectory(secrets.orElseThrow(), COCO);
        if (coco.isEmpty()) {
            // The real module leaves "secrets" behind on this path.
            return refuseDirectory(COCO);
        }
        SecretFiles files = new SecretFiles(securityFs, coco.orElseThrow(), area, use);
        coco.orElseThrow().replaceOperations(new CocoDirectoryOperations(files));
        int errno = createFiles(area, files);
        if (errno != 0) {
            files.removeAll();
            removeDirectories(secrets.orElseThrow());
            return errno;
        }
        bound = new Bound(secrets.orElseThrow(), coco.orElseThrow(), files);
        log.log(LogLevel.INFO, DEVICE + "Created " + files.count() + " entries in securityfs secrets/coco");
        return 0;
    }

    /** Source: guest-kernel.md section 5.1; the bytes left are a signed 32-bit value there too. */
    private int createFiles(SecretArea area, SecretFiles files) {
        int left = area.tableLength() - SecretArea.HEADER_SIZE;
        long offset = SecretArea.HEADER_SIZE;
        while (left >= SecretArea.HEADER_SIZE && files.count() < SecretFiles.MAXIMUM) {
            int length = area.entryLength(offset);
            if (Integer.compareUnsigned(length, SecretArea.HEADER_SIZE) < 0
                    || Integer.compareUnsigned(length, left) > 0) {
                return refuse(-EINVAL.code(), "EFI secret area is corrupted");
            }
            Guid guid = area.guidAt(offset);
            if (!guid.equals(Guid.NULL) && !files.create(guid, offset)) {
                return refuse(-EEXIST.code(), "Error creating efi_secret securityfs entry");
            }
            offset += length;
            left -= length;
        }
        return 0;
    }

    private void removeDirectories(Directory secrets) {
        securityFs.remove(secrets, COCO);
        securityFs.remove(securityFs.root(), SECRETS);
    }

    private int refuseDirectory(String directory) {
        int errno = -EEXIST.code();
        return refuse(errno, "Error creating " + directory + " securityfs directory entry err=" + errno);
    }

    private int refuse(int errno, String text) {
        log.log(LogLevel.ERROR, DEVICE + text);
        return errno;
    }
}
