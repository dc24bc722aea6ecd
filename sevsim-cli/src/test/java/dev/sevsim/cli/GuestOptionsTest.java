package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sevsim.ovmf.image.AmdSevImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Launches with another firmware release, or from an encrypted disk. */
class GuestOptionsTest {
    @Test
    void readsAFifoToItsEndWithAWordBefore(@TempDir Path directory) throws Exception {
        Path fifo = directory.resolve("fifo");
        Process made = new ProcessBuilder("mkfifo", fifo.toString()).start();
        assumeTrue(made.waitFor() == 0, "mkfifo is not installed");
        Thread writer = new Thread(() -> {
            try {
                Files.write(fifo, AmdSevImage.standard().toArray(), StandardOpenOption.WRITE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        writer.start();

        CapturedRun run = CapturedRun.of("launch", "--firmware", fifo, "--run", "true");
        writer.join();

        assertThat(run.out()).contains("measurement accepted");
        assertThat(run.err())
                .startsWith("sevsim: reading OVMF image " + fifo + ", which is no regular file, to its end\n");
    }

    private static final String PASSPHRASE_GUID = "736869e5-84f0-4973-92ec-06879ce3da0b";

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "{0}: secret at {1}, {2}, then {3}; verdict {4}, status {5}")
    @CsvSource({
        "202108, 0x80c000, kernel matches, Run /init as init process, secrets-not-arrived, 9",
        "202111, 0x80c000, kernel matches, Run /init as init process, secrets-not-arrived, 9",
        "edk2-stable202202, 0x80c000, kernel matches, Created 4 entries, accepted, 0",
        "202402, 0x80f000, kernel matches, Created 4 entries, accepted, 0",
        "head, 0x810000, kernel matches, Created 4 entries, accepted, 0"
    })
    void launchesTheReleaseThatIsNamed(
            String tag, String secret, String boots, String says, String verdict, int status) {
        CapturedRun run = CapturedRun.of("launch", "--seed", "1", "--firmware-release", tag, "--run", "dmesg");

        assertThat(run.status()).isEqualTo(status);
        assertThat(run.out())
                .contains("verdict: " + verdict, "decrypted into guest memory at " + secret, boots, says)
                .contains("OVMF AmdSev edk2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"202102", "edk2-stable202105"})
    void refusesAReleaseThatBootsNoEmbeddedKernel(String tag) {
        for (String hashes : new String[] {"on", "off"}) {
            CapturedRun run = CapturedRun.of("launch", "--firmware-release", tag, "--kernel-hashes", hashes);

            assertThat(run.err())
                    .contains("--firmware-release " + tag.replace("edk2-stable", ""))
                    .endsWith("give --encrypted-disk, or a release from 202108 on\n");
            assertThat(run.status()).isEqualTo(Main.USAGE);
        }
    }

    @Test
    void bootsTheReleaseThatOnlyHasGrubFromAnEncryptedDisk() {
        CapturedRun run = CapturedRun.of("launch", "--seed", "1", "--firmware-release", "202102", "--encrypted-disk");

        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("unlocked with the launch secret", "verdict: accepted");
    }

    @Test
    void bootsFromAnEncryptedDiskAfterWhichLinuxFindsTheTableBroken() {
        CapturedRun run = CapturedRun.of(
                "launch", "--seed", "1", "--encrypted-disk", "--secret", PASSPHRASE_GUID + "=@" + passphrase());

        assertThat(run.status()).isZero();
        assertThat(run.out())
                .containsSubsequence(
                        "launch digest",
                        "GRUB: disk passphrase found",
                        "GRUB: passphrase wiped",
                        "unlocked with the launch secret",
                        "StartImage: kernel",
                        "EFI secret area is corrupted",
                        "~ # cat /proc/cmdline",
                        "verdict: accepted")
                .doesNotContain("open sesame", "cannot access", "No such file");
    }

    @Test
    void bootsFromAnEncryptedDiskWithASamplePassphrase() {
        CapturedRun run = CapturedRun.of("launch", "--seed", "1", "--encrypted-disk", "--run", "true");

        assertThat(run.out()).contains("unlocked with the launch secret").doesNotContain("sample-disk-passphrase");
    }

    @Test
    void waitsForAPassphraseWhenTheOwnerInjectsNone() {
        CapturedRun run = CapturedRun.of("launch", "--seed", "1", "--encrypted-disk", "--no-secrets");

        assertThat(run.out())
                .contains("GRUB: Enter passphrase for LUKS volume", "verdict: disk-locked")
                .doesNotContain("StartImage", "wiped from");
        assertThat(run.status()).isEqualTo(8);
        assertThat(run.err()).startsWith("sevsim: launch not accepted, disk-locked: no launch secret unlocks");
    }

    @Test
    void inspectsTheImageOfARelease() {
        CapturedRun run = CapturedRun.of("firmware", "inspect", "--firmware-release", "202205");

        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("0x80c000 + 0xc00", "edk2-stable202205 layout");
    }

    @Test
    void readsASecondDiskInTheGuest() {
        CapturedRun run = CapturedRun.of(
                "launch", "--seed", "1", "--data-disk", passphrase(), "--run", "ls -l /dev", "--run", "cat /dev/sdb");

        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("brw-rw---- 1 root root 0 ", " sda\n", " sdb\n", "open sesame\0\0");
    }

    @Test
    void refusesWhatMakesNoSense() {
        CapturedRun unknown = CapturedRun.of("launch", "--firmware-release", "202201");
        CapturedRun both = CapturedRun.of("firmware", "inspect", "--firmware-release", "202202", "image.fd");
        CapturedRun kernel = CapturedRun.of("launch", "--encrypted-disk", "--kernel", passphrase());

        assertThat(unknown.status()).isEqualTo(2);
        assertThat(unknown.err())
                .contains("--firmware-release '202201' is unknown, expected one of ", "202102", "head");
        assertThat(both.status()).isEqualTo(2);
        assertThat(both.err()).contains("give no file");
        assertThat(kernel.status()).isEqualTo(2);
        assertThat(kernel.err()).contains("give no kernel");
    }

    private String passphrase() {
        try {
            return Files.writeString(folder.resolve("passphrase"), "open sesame\0")
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
