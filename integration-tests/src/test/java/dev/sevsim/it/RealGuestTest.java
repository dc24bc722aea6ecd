package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.image.OvmfTable;
import dev.sevsim.abi.secret.SecretTable;
import dev.sevsim.machine.Machine;
import dev.sevsim.machine.MachineSpec;
import dev.sevsim.machine.OwnerSpec;
import dev.sevsim.machine.RunningGuest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The memory of a launched guest in a real one: QEMU without SEV gets the decrypted page with hashes and secrets at its address,
 * and a real OVMF AmdSev and a real Linux read it.
 *
 * <p>Seen with edk2 2026.08 and Linux 6.1.192 on QEMU 7.2. Needs qemu-system-x86_64, cpio, a static busybox, and by system property {@code sevsim.real.ovmf} an AmdSev image and {@code
 * sevsim.real.kernel} a bzImage with CONFIG_EFI_SECRET=y, CONFIG_SECURITYFS, an initial RAM disk and a serial console.
 */
class RealGuestTest {
    private static final String COMMAND_LINE = "console=ttyS0 rdinit=/init";
    private static final int GUEST_MEBIBYTES = 256;

    /** Bytes below the end of memory that QEMU keeps for ACPI tables on the machine pc-q35-7.1. */
    private static final int ACPI_DATA = 0x2_8000;

    private static final int DEADLINE_SECONDS = 60;
    private static final Guid GUID = Guid.of("736869e5-84f0-4973-92ec-06879ce3da0b");
    private static final Bytes SECRET = Bytes.ofAscii("a secret of the real guest");

    /** Mounts what is needed, shows each secret in hexadecimal, and switches the machine off. */
    private static final String INIT = """
            #!/bin/busybox sh
            /bin/busybox mount -t proc proc /proc
            /bin/busybox mount -t sysfs sysfs /sys
            /bin/busybox mount -t securityfs securityfs /sys/kernel/security
            for f in /sys/kernel/security/secrets/coco/*; do
                echo "secret ${f##*/} $(/bin/busybox hexdump -v -e '1/1 "%02x"' $f)"
            done
            echo "end of init"
            /bin/busybox poweroff -f
            /bin/busybox sleep 60
            """;

    @TempDir
    private Path directory;

    private Path ovmf;
    private Path kernel;

    @BeforeEach
    void findTheRealFiles() throws IOException, InterruptedException {
        InstalledFiles.requireProgram("qemu-system-x86_64");
        InstalledFiles.requireProgram("cpio");
        ovmf = given("sevsim.real.ovmf");
        kernel = given("sevsim.real.kernel");
        initrd();
        Files.write(directory.resolve("kernel"), filledInByQemu().toArray());
    }

    @Test
    void readsTheHashesAndTheSecretOfALaunch() throws IOException, InterruptedException {
        Files.write(directory.resolve("page"), launchedPage().toArray());

        String console = boot(directory.resolve("initrd"));

        assertThat(console).contains("secret " + GUID + " " + HexFormat.of().formatHex(SECRET.toArray()));
    }

    @Test
    void refusesAnInitrdThatWasNotMeasured() throws IOException, InterruptedException {
        Files.write(directory.resolve("page"), launchedPage().toArray());
        byte[] initrd = Files.readAllBytes(directory.resolve("initrd"));
        initrd[initrd.length - 1] ^= 1;
        Path other = Files.write(directory.resolve("other-initrd"), initrd);

        assertThat(boot(other)).doesNotContain("secret " + GUID, "end of init");
    }

    /** The page with the two areas as the guest reads it after its launch; QEMU loads whole pages. */
    private Bytes launchedPage() throws IOException {
        MachineSpec spec = MachineSpec.builder()
                .guest(guest -> {
                    try {
                        guest.firmware(read(ovmf))
                                .kernel(read(directory.resolve("kernel")))
                                .initrd(read(directory.resolve("initrd")))
                                .append(COMMAND_LINE);
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .owner(owner ->
                        owner.secrets(OwnerSpec.Secrets.of(new SecretTable.Entry(GUID, SecretBytes.of(SECRET)))))
                .build();
        try (Machine machine = Machine.assemble(spec)) {
            RunningGuest guest = machine.newLaunch().start().measure().attest().finish();
            return guest.guestView(pageOfTheAreas(), Page.SIZE);
        }
    }

    private long pageOfTheAreas() throws IOException {
        OvmfTable table = OvmfTable.read(read(ovmf));
        long secrets = table.secretArea().orElseThrow().base();
        long hashes = table.hashTableArea().orElseThrow().base();
        assertThat(hashes / Page.SIZE).as("both areas are on one page").isEqualTo(secrets / Page.SIZE);
        return secrets - secrets % Page.SIZE;
    }

    private String boot(Path initrd) throws IOException, InterruptedException {
        List<String> command = List.of(
                "qemu-system-x86_64",
                "-machine",
                "pc-q35-7.1",
                "-m",
                Integer.toString(GUEST_MEBIBYTES),
                "-nodefaults",
                "-no-reboot",
                "-display",
                "none",
                "-serial",
                "stdio",
                "-bios",
                ovmf.toString(),
                "-kernel",
                kernel.toString(),
                "-initrd",
                initrd.toString(),
                "-append",
                COMMAND_LINE,
                "-device",
                "loader,force-raw=on,addr=" + pageOfTheAreas() + ",file=" + directory.resolve("page"));
        Process qemu = new ProcessBuilder(command).redirectErrorStream(true).start();
        qemu.getOutputStream().close();
        StringBuilder console = new StringBuilder();
        Thread reader = new Thread(() -> copy(qemu.getInputStream(), console));
        reader.start();
        if (!qemu.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
            qemu.destroyForcibly(); // OVMF stops for good after a refusal
        }
        reader.join();
        return console.toString();
    }

    private static void copy(InputStream from, StringBuilder to) {
        try (from) {
            to.append(new String(from.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            to.append(e);
        }
    }

    /** A kernel as QEMU puts it into fw_cfg for a guest without SEV: it fills in the setup header like a boot loader. */
    private Bytes filledInByQemu() throws IOException {
        byte[] file = Files.readAllBytes(kernel);
        ByteBuffer header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        long initrdSize = Files.size(directory.resolve("initrd"));
        long maximum = Integer.toUnsignedLong(header.getInt(0x22C));
        long last = Math.min(maximum, ((long) GUEST_MEBIBYTES << 20) - ACPI_DATA - 1);
        header.put(0x210, (byte) 0xB0);
        header.put(0x211, (byte) (header.get(0x211) | 0x80));
        header.putInt(0x218, (int) ((last - initrdSize) & -Page.SIZE));
        header.putInt(0x21C, (int) initrdSize);
        header.putShort(0x224, (short) 0xFE00);
        header.putInt(0x228, 0x2_0000);
        return Bytes.copyOf(file);
    }

    private void initrd() throws IOException, InterruptedException {
        Path root = Files.createDirectory(directory.resolve("root"));
        for (String name : List.of("bin", "proc", "sys", "dev")) {
            Files.createDirectory(root.resolve(name));
        }
        Path busybox = InstalledFiles.file("/bin/busybox");
        Files.copy(busybox, root.resolve("bin/busybox"));
        Files.writeString(root.resolve("init"), INIT);
        assertThat(root.resolve("init").toFile().setExecutable(true)).isTrue();
        ToolRun.of(root, "sh", "-c", "find . | sort | cpio --quiet -o -H newc | gzip -n9 > ../initrd")
                .requireSuccess();
    }

    private static Path given(String property) {
        Optional<String> path =
                Optional.ofNullable(System.getProperty(property)).filter(text -> !text.isEmpty());
        assumeTrue(path.isPresent(), "-D" + property + "=FILE is not given");
        return InstalledFiles.file(path.orElseThrow());
    }

    private static Bytes read(Path file) throws IOException {
        return Bytes.copyOf(Files.readAllBytes(file));
    }
}
