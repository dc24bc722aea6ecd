package dev.sevsim.kernel.secret;

import static dev.sevsim.abi.Errno.EBUSY;
import static dev.sevsim.abi.Errno.EINVAL;
import static dev.sevsim.abi.Errno.ENODEV;
import static dev.sevsim.abi.Errno.ENXIO;

import dev.sevsim.abi.Errno;
import dev.sevsim.kernel.core.ErrnoException;
import dev.sevsim.kernel.core.KernelLog;
import dev.sevsim.kernel.core.LogLevel;
import dev.sevsim.kernel.memory.IoRemapper;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The {@code efi_secret} module as merged in Linux 5.19, and its binding to the platform device {@code efi_secret.0};
 * provider {@code coco} of the {@code secrets} directory.
 *
 * <p>Loading registers a driver and succeeds whatever the probe returns. Source: docs/reference/guest-kernel.md
 * sections 5 and 6.
 */
public final class EfiSecretModule extends SecretModule {
    /** The module, its driver and, with {@code .0}, its device. */
    public static final String NAME = "efi_secret";

    private static final String DEVICE = NAME + " " + NAME + ".0: ";
    private static final String COCO = "coco";
    private static final int SIZE_BYTES = 16384;

    private final OptionalLong table;
    private final IoRemapper remapper;
    private final KernelLog log;
    private OptionalInt probeResult = OptionalInt.empty();
    private boolean registered;
    private Runnable onChange = () -> {};

    /**
     * The module on disk.
     *
     * @param table address that the EFI configuration table gave for the (base, size) pair; empty when there is no such
     *     table, so no device either
     */
    public EfiSecretModule(OptionalLong table, IoRemapper remapper, SecretProviders providers, KernelLog log) {
        super(SIZE_BYTES, providers, new Complaints(log, DEVICE, "EFI", NAME), SecretDirectory.Unlink.DIRECT);
        this.table = table;
        this.remapper = remapper;
        this.log = log;
    }

    /** The result of the last probe, 0 or a negative errno; empty without a device to probe. */
    public OptionalInt probeResult() {
        return probeResult;
    }

    /** Whether the driver is in the kernel. */
    public boolean isRegistered() {
        return registered;
    }

    /** {@code change} runs whenever the driver came or went, or its device was bound or unbound. */
    public void onChange(Runnable change) {
        onChange = change;
    }

    @Override
    public void load() {
        registered = true;
        probeResult = OptionalInt.empty();
        // A driver stays in the kernel also when its probe fails.
        table.ifPresent(this::probeDevice);
        onChange.run();
    }

    @Override
    public void unload() {
        if (isBound()) {
            unregister(COCO);
        }
        registered = false;
        probeResult = OptionalInt.empty();
        onChange.run();
    }

    private boolean isBound() {
        return probeResult.isPresent() && probeResult.getAsInt() == 0;
    }

    private void probeDevice(long pair) {
        probing(() -> probeResult = OptionalInt.of(ErrnoException.resultOf(() -> probe(pair))));
        int result = probeResult.orElseThrow();
        if (result != 0 && result != -ENODEV.code() && result != -ENXIO.code()) {
            log.log(LogLevel.WARNING, NAME + ": probe of " + NAME + ".0 failed with error " + result);
        }
    }

    /**
     * Binds the device to the driver again.
     *
     * @throws ErrnoException EBUSY where it is bound, ENODEV where it is none, or the errno of the probe
     */
    public void bind() {
        if (isBound()) {
            throw new ErrnoException(EBUSY);
        }
        probeDevice(table.orElseThrow(() -> new ErrnoException(ENODEV)));
        onChange.run();
        int result = probeResult.orElseThrow();
        if (result != 0) {
            throw new ErrnoException(Errno.fromCode(-result).orElseThrow());
        }
    }

    /**
     * Takes the device from the driver.
     *
     * @throws ErrnoException ENODEV where it is not bound
     */
    public void unbind() {
        if (!isBound()) {
            throw new ErrnoException(ENODEV);
        }
        release(COCO);
        probeResult = OptionalInt.of(-ENODEV.code());
        onChange.run();
    }

    private void probe(long pairAddress) {
        SecretArea area = FirmwareArea.map(remapper, pairAddress, complaints());
        checkHeader(area);
        expose(area);
    }

    private void checkHeader(SecretArea area) {
        if (!area.hasTable()) {
            // The kernel logs this at debug level only, which is off by default.
            throw new ErrnoException(ENODEV);
        }
        if (area.isTableShort()) {
            throw complaints().refuse(EINVAL, "EFI secret area reported length is too small");
        }
        if (area.isTableLong()) {
            throw complaints().refuse(EINVAL, "EFI secret area reported length is too big");
        }
    }

    private void expose(SecretArea area) {
        register(COCO, files -> {
            EntryLoop.run(area, files, complaints());
            log.log(LogLevel.INFO, DEVICE + "Created " + files.count() + " entries in securityfs secrets/coco");
        });
    }
}
