package dev.sevsim.kernel.boot;

import dev.sevsim.abi.Errno;
import dev.sevsim.kernel.core.ErrnoException;
import dev.sevsim.kernel.fs.Directory;
import dev.sevsim.kernel.fs.FileHandle;
import dev.sevsim.kernel.fs.FileOperations;
import dev.sevsim.kernel.fs.RegularFile;
import dev.sevsim.kernel.fs.SingleShotHandle;
import dev.sevsim.kernel.fs.SymbolicLink;
import dev.sevsim.kernel.secret.EfiSecretModule;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The platform device {@code efi_secret.0} and, while the module is loaded, its driver in sysfs.
 *
 * <p>Source: docs/reference/guest-kernel.md sections 3 and 6.3; Linux {@code Documentation/ABI/testing/sysfs-bus-platform}
 * and {@code Documentation/driver-api/driver-model/}.
 */
final class PlatformSysfs {
    private static final String NAME = EfiSecretModule.NAME;
    private static final String DEVICE = NAME + ".0";
    private static final String DRIVER = "driver";

    private final EfiSecretModule module;
    private final Directory device;
    private final Directory drivers;

    /** Makes the device's directories below {@code sys}; those of the driver follow the module. */
    PlatformSysfs(Directory sys, EfiSecretModule module) {
        this.module = module;
        this.device = below(below(below(sys, "devices"), "platform"), DEVICE);
        Directory platform = below(below(sys, "bus"), "platform");
        this.drivers = below(platform, "drivers");
        link(below(platform, "devices"), DEVICE, "../../../devices/platform/" + DEVICE);
        read(device, "modalias", 0444, () -> "platform:" + NAME + "\n");
        read(device, "driver_override", 0644, () -> "(null)\n");
        read(
                device,
                "uevent",
                0644,
                () -> (isBound() ? "DRIVER=" + NAME + "\n" : "") + "MODALIAS=platform:" + NAME + "\n");
        link(device, "subsystem", "../../../bus/platform");
        module.onChange(this::refresh);
    }

    private void refresh() {
        boolean registered = module.isRegistered();
        if (registered && drivers.child(NAME).isEmpty()) {
            Directory driver = below(drivers, NAME);
            write(driver, "bind", module::bind);
            write(driver, "unbind", module::unbind);
            write(driver, "uevent", () -> {});
        }
        if (isBound() && device.child(DRIVER).isEmpty()) {
            link(device, DRIVER, "../../../bus/platform/drivers/" + NAME);
            link(below(drivers, NAME), DEVICE, "../../../../devices/platform/" + DEVICE);
        } else if (!isBound() && device.child(DRIVER).isPresent()) {
            device.remove(DRIVER);
            below(drivers, NAME).remove(DEVICE);
        }
        if (!registered && drivers.child(NAME).isPresent()) {
            Directory driver = below(drivers, NAME);
            driver.entries().keySet().forEach(driver::remove);
            drivers.remove(NAME);
        }
    }

    private boolean isBound() {
        return module.probeResult().orElse(-1) == 0;
    }

    private Directory below(Directory parent, String name) {
        return parent.child(name)
                .filter(Directory.class::isInstance)
                .map(Directory.class::cast)
                .orElseGet(() -> {
                    Directory made = new Directory(parent.fileSystem(), 0755, parent.operations());
                    parent.enter(name, made);
                    return made;
                });
    }

    private static void link(Directory parent, String name, String target) {
        parent.enter(name, new SymbolicLink(parent.fileSystem(), target));
    }

    private static void read(Directory parent, String name, int mode, Supplier<String> text) {
        FileOperations computed =
                () -> new SingleShotHandle(() -> Optional.of(text.get().getBytes(StandardCharsets.UTF_8)), () -> {});
        parent.enter(name, new RegularFile(parent.fileSystem(), mode, computed));
    }

    /** A file to which the name of the device is written. */
    private static void write(Directory parent, String name, Runnable call) {
        parent.enter(name, new RegularFile(parent.fileSystem(), 0200, () -> new Written(call)));
    }

    /**
     * An open file that takes the name of the device.
     *
     * @param call what a write does; it may end with an {@link ErrnoException}
     */
    private record Written(Runnable call) implements FileHandle {
        private static final int NO_DEVICE = -Errno.ENODEV.code();

        @Override
        public int read(long position, byte[] target, int offset, int length) {
            return -Errno.EIO.code();
        }

        @Override
        public int write(long position, byte[] source, int offset, int length) {
            String name = new String(source, offset, length, StandardCharsets.UTF_8);
            int errno = name.strip().equals(DEVICE) ? ErrnoException.resultOf(call) : NO_DEVICE;
            return errno < 0 ? errno : length;
        }
    }
}
