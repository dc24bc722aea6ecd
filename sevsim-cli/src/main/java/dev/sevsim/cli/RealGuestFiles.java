package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bridge.Supervisor;
import dev.sevsim.io.file.InputException;
import dev.sevsim.io.file.InputFile;
import dev.sevsim.kernel.image.CpioBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a real guest needs of this machine; each missing piece is an error that states what to install. */
final class RealGuestFiles {
    /** Where distributions put an OVMF image whose firmware verifies the table of hashes. */
    private static final List<String> FIRMWARE = List.of(
            "/usr/share/ovmf/OVMF.amdsev.fd",
            "/usr/share/OVMF/OVMF.amdsev.fd",
            "/usr/share/edk2/ovmf/OVMF.amdsev.fd",
            "/usr/share/edk2-ovmf/x64/OVMF.amdsev.fd");

    private static final List<String> BUSYBOX = List.of("/bin/busybox", "/usr/bin/busybox", "/bin/busybox-static");
    private static final String KERNEL = "vmlinuz-";
    private static final String CONFIGURATION = "config-";
    private static final String SECRET_MODULE = "CONFIG_EFI_SECRET=y";
    private static final int LARGEST_BUSYBOX = 16 << 20;
    private static final int PROGRAM = 0755;

    /** Lines of /init on the console begin so. */
    static final String MARK = "sevsim-guest:";

    /** Shows each secret in hexadecimal, and switches the machine off. */
    private static final String INIT = """
            #!/bin/busybox sh
            b=/bin/busybox
            $b mount -t proc proc /proc
            $b mount -t sysfs sysfs /sys
            $b mount -t securityfs securityfs /sys/kernel/security
            d=/sys/kernel/security/secrets/coco
            echo
            [ -d $d ] || echo "@ none"
            for f in $d/*; do
                [ -f $f ] && echo "@ secret ${f##*/} $($b hexdump -v -e '1/1 "%02x"' $f)"
            done
            echo "@ end"
            $b poweroff -f
            $b sleep 3600
            """.replace("@", MARK);

    private RealGuestFiles() {}

    /** QEMU. */
    static Path qemu(Optional<Path> named) {
        if (named.isPresent()) {
            if (!Files.isExecutable(named.get())) {
                throw new InputException("--qemu " + named.get() + " cannot be executed");
            }
            return named.get();
        }
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .map(directory -> Path.of(directory, "qemu-system-x86_64"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new InputException(
                        "--real-guest needs qemu-system-x86_64: name it with --qemu, or install it, on Debian with:"
                                + " apt-get install qemu-system-x86"));
    }

    /** An installed OVMF image. */
    static Path firmware() {
        return FIRMWARE.stream()
                .map(Path::of)
                .filter(Files::isReadable)
                .findFirst()
                .orElseThrow(() -> new InputException(
                        "--real-guest needs an OVMF image of edk2's AmdSevX64.dsc: name it with --firmware, or install it,"
                                + " on Debian 13 or newer with: apt-get install ovmf-amdsev"));
    }

    /** An installed kernel that shows secrets, as far as its configuration is installed beside it. */
    static Path kernel() {
        try (Stream<Path> files = Files.list(Path.of("/boot"))) {
            return files.filter(file -> file.getFileName().toString().startsWith(KERNEL))
                    .filter(Files::isReadable)
                    .filter(file -> configuration(file)
                            .map(RealGuestFiles::showsSecrets)
                            .orElse(false))
                    .max(Comparator.naturalOrder())
                    .orElseThrow(RealGuestFiles::noKernel);
        } catch (IOException e) {
            throw noKernel();
        }
    }

    private static InputException noKernel() {
        return new InputException("--real-guest needs a kernel that is built with " + SECRET_MODULE
                + ", and /boot has none: name one with --kernel");
    }

    /** Refuses a kernel whose configuration is beside it and lacks the module. */
    static void check(Path kernel) {
        if (!configuration(kernel).map(RealGuestFiles::showsSecrets).orElse(true)) {
            throw new InputException("the kernel " + kernel + " is built without " + SECRET_MODULE
                    + ", so that it shows no secrets: name another one with --kernel");
        }
    }

    private static Optional<Path> configuration(Path kernel) {
        String name = kernel.getFileName().toString();
        return Optional.of(kernel.resolveSibling(name.replaceFirst("^" + KERNEL, CONFIGURATION)))
                .filter(file -> !file.equals(kernel) && Files.isReadable(file));
    }

    private static boolean showsSecrets(Path configuration) {
        try (Stream<String> lines = Files.lines(configuration)) {
            return lines.anyMatch(SECRET_MODULE::equals);
        } catch (IOException e) {
            return false;
        }
    }

    /** An initrd whose init prints the secrets. */
    static Bytes initrd() {
        Path busybox = BUSYBOX.stream()
                .map(Path::of)
                .filter(Files::isReadable)
                .filter(Supervisor::isStatic)
                .findFirst()
                .orElseThrow(() -> new InputException(
                        "--real-guest needs a statically linked /bin/busybox for its initrd: install it, on Debian with:"
                                + " apt-get install busybox-static, or name an initrd with --initrd"));
        return new CpioBuilder()
                .directory("bin")
                .directory("dev")
                .directory("proc")
                .directory("sys")
                .file("bin/busybox", PROGRAM, InputFile.read("busybox", busybox, LARGEST_BUSYBOX))
                .file("init", PROGRAM, INIT)
                .build();
    }
}
