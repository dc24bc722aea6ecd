package dev.sevsim.kernel.secret;

import static dev.sevsim.abi.Errno.EBUSY;
import static dev.sevsim.abi.Errno.EINVAL;
import static dev.sevsim.abi.Errno.ENODEV;
import static dev.sevsim.abi.Errno.ENXIO;

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
    public int load() {
        registered = true;
        probeResult = OptionalInt.empty();
        table.ifPresent(this::probeDevice);
        onChange.run();
        return 0;
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

    private int probeDevice(long pair) {
        int result = probe(pair);
        probeResult = OptionalInt.of(result);
        if (result != 0 && result != -ENODEV.code() && result != -ENXIO.code()) {
            log.log(LogLevel.WARNING, NAME + ": probe of " + NAME + ".0 failed with error " + result);
        }
        return result;
    }

    /** Binds the device to the driver again: 0, the errno of the probe, -EBUSY where it is bound, or -ENODEV. */
    public int bind() {
        if (table.isEmpty() || isBound()) {
            return table.isEmpty() ? -ENODEV.code() : -EBUSY.code();
        }
        int result = probeDevice(table.getAsLong());
        onChange.run();
        return result;
    }

    /** Takes the device from the driver: 0, or -ENODEV where it is not bound. */
    public int unbind() {
        if (!isBound()) {
            return -ENODEV.code();
        }
        release(COCO);
        probeResult = OptionalInt.of(-ENODEV.code());
        onChange.run();
        return 0;
    }

    private int probe(long pairAddress) {
        FirmwareArea.Mapped mapped = FirmwareArea.map(remapper, pairAddress, complaints());
        SecretArea area = mapped.area();
        if (area == null) {
            return mapped.errno();
        }
        int errno = checkHeader(area);
        return errno != 0 ? errno : expose(area);
    }

    private int checkHeader(SecretArea area) {
        if (!area.hasTable()) {
            // The kernel logs this at debug level only, which is off by default.
            return -ENODEV.code();
        }
        if (area.isTableShort()) {
            return complaints().refuse(-EINVAL.code(), "EFI secret area reported length is too small");
        }
        if (area.isTableLong()) {
            return complaints().refuse(-EINVAL.code(), "EFI secret area reported length is too big");
        }
        return 0;
    }

    private int expose(SecretArea area) {
        return register(COCO, files -> {
            int errno = EntryLoop.run(area, files, complaints());
            if (errno == 0) {
                log.log(LogLevel.INFO, DEVICE + "Created " + files.count() + " entries in securityfs secrets/coco");
            }
            return errno;
        });
    }
}
