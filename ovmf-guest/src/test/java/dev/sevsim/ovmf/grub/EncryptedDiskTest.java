package dev.sevsim.ovmf.grub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.bus.time.SeededRandom;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncryptedDiskTest {
    private static final String PASSPHRASE = "frobnicate the disk";
    private static final GuestDisk CONTENT = new GuestDisk(
            Bytes.ofAscii("KERNEL".repeat(200)), Bytes.ofAscii("INITRD".repeat(99)), Bytes.ofAscii("root=/dev/mapper"));

    @TempDir
    private Path folder;

    private static SecretBytes secret(String text) {
        return SecretBytes.copyOf(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static Bytes disk(long seed) {
        return EncryptedDisk.encode(CONTENT, secret(PASSPHRASE), SeededRandom.of(seed));
    }

    @Test
    void opensWithThePassphrase() {
        Bytes disk = disk(1);
        LuksHeader header = LuksHeader.read(disk.slice(0, 1024)).orElseThrow();
        Bytes plain = CONTENT.encode();

        LuksVolume volume = LuksVolume.unlock(new MemoryDisk(disk), header, secret(PASSPHRASE))
                .orElseThrow();

        assertThat(volume.read(0, plain.length() / 512)).contains(plain);
        assertThat(LuksVolume.unlock(new MemoryDisk(disk), header, secret(PASSPHRASE + "s")))
                .isEmpty();
    }

    @Test
    void showsTheHostNothingOfItsContent() {
        String seen = new String(disk(2).toArray(), StandardCharsets.ISO_8859_1);

        assertThat(seen).startsWith("LUKS").doesNotContain("KERNEL", "INITRD", "SEVSIMDISK", "mapper", PASSPHRASE);
    }

    @Test
    void repeatsItselfUnderASeedOnly() {
        assertThat(disk(3)).isEqualTo(disk(3)).isNotEqualTo(disk(4));
    }

    @Test
    void isAVolumeForCryptsetup() throws IOException {
        Path image = Files.write(folder.resolve("disk.img"), disk(5).toArray());

        assertThat(cryptsetup(PASSPHRASE, "isLuks", "--type", "luks1", image.toString()))
                .isZero();
        assertThat(cryptsetup(PASSPHRASE, "open", "--test-passphrase", image.toString()))
                .isZero();
        assertThat(cryptsetup("another", "open", "--test-passphrase", image.toString()))
                .isEqualTo(2);
    }

    @Test
    void opensAVolumeThatCryptsetupMade() throws IOException {
        Path image = folder.resolve("made.img");
        Files.write(image, new byte[4 << 20]);
        for (String bits : List.of("512", "256")) {
            int made = cryptsetup(
                    PASSPHRASE,
                    "luksFormat",
                    "--batch-mode",
                    "--type",
                    "luks1",
                    "--cipher",
                    "aes-xts-plain64",
                    "--key-size",
                    bits,
                    "--hash",
                    "sha256",
                    "--pbkdf-force-iterations",
                    "1000",
                    image.toString());
            assertThat(made).isZero();
            Bytes disk = Bytes.copyOf(Files.readAllBytes(image));
            LuksHeader header = LuksHeader.read(disk.slice(0, 1024)).orElseThrow();

            assertThat(LuksVolume.unlock(new MemoryDisk(disk), header, secret(PASSPHRASE)))
                    .isPresent();
            assertThat(LuksVolume.unlock(new MemoryDisk(disk), header, secret("another")))
                    .isEmpty();
        }
    }

    /** Runs the real program, where there is one. */
    private int cryptsetup(String passphrase, String... arguments) {
        Path program = Path.of("/usr/sbin/cryptsetup");
        Assumptions.assumeTrue(Files.isExecutable(program), "cryptsetup is not installed");
        try {
            Path key = Files.writeString(folder.resolve("passphrase"), passphrase);
            List<String> command = new ArrayList<>(List.of(program.toString()));
            command.addAll(List.of(arguments));
            if (!command.contains("isLuks")) {
                command.addAll(List.of("--key-file", key.toString()));
            }
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("out").toFile())
                    .start();
            return process.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
