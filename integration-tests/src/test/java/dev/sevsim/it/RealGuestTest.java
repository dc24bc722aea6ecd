package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sevsim.kernel.image.EmbeddedKernel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code launch --real-guest}: the memory of a launched guest in a real one.
 *
 * <p>The real firmware and kernel were seen with edk2 2026.08 and Linux 6.1.192 on QEMU 7.2. They need qemu-system-x86_64, a static busybox,
 * and by system property {@code sevsim.real.ovmf} an AmdSev image and {@code sevsim.real.kernel} a bzImage with CONFIG_EFI_SECRET=y,
 * CONFIG_SECURITYFS, an initial RAM disk and a serial console. The other tests have a script in place of QEMU.
 */
class RealGuestTest {
    private static final String GUID = OwnedGuest.SECRET_GUID;
    private static final String SECRET = "a secret of the real guest";

    @TempDir
    private Path directory;

    private Sevsim launch(Object... more) {
        List<Object> words = new ArrayList<>(List.of("launch", "--real-guest", "--secret", GUID + "=" + SECRET));
        words.addAll(List.of(more));
        return Sevsim.run(words.toArray());
    }

    private Object[] realFiles() {
        InstalledFiles.requireProgram("qemu-system-x86_64");
        InstalledFiles.file("/bin/busybox");
        return new Object[] {"--firmware", given("sevsim.real.ovmf"), "--kernel", given("sevsim.real.kernel")};
    }

    private static Path given(String property) {
        Optional<String> path =
                Optional.ofNullable(System.getProperty(property)).filter(text -> !text.isEmpty());
        assumeTrue(path.isPresent(), "-D" + property + "=FILE is not given");
        return InstalledFiles.file(path.orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0x1", "0x5"})
    void showsTheSecretsThatTheModelledGuestShows(String policy) {
        Sevsim run = launch(realFiles(), "--policy", policy);

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out())
                .contains(
                        GUID + "  " + SECRET.length() + " bytes, equal",
                        "real guest: it shows what the modelled one shows, secrets: 1")
                .doesNotContain("sevsim-guest:");
        assertThat(run.err()).contains("the real OVMF has accepted the hashes, the real kernel runs");
    }

    /** A script flips a bit of the last byte of a file before the real QEMU starts. */
    @ParameterizedTest
    @CsvSource({"initrd, the real OVMF started no kernel", "kernel, the real OVMF started no kernel"})
    void refusesAFileThatWasNotMeasured(String file, String line) throws IOException {
        Object[] files = realFiles();
        Path script = script("""
                for word; do
                    case $word in
                        */%s) last=$(tail -c 1 "$word" | od -An -tu1)
                              truncate -s -1 "$word"
                              printf "\\\\$(printf %%o $((last ^ 1)))" >> "$word" ;;
                    esac
                done
                exec qemu-system-x86_64 "$@"
                """.formatted(file));

        Sevsim run = launch(files, "--qemu", script, "--real-guest-timeout", 45);

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains(line);
    }

    @Test
    void showsASecretOnlyAsItIsInThePage() throws IOException {
        Object[] files = realFiles();
        Path script = script("""
                for word; do
                    case $word in
                        loader,*) page=${word#*file=}
                                  LC_ALL=C sed -i 's/a secret of/A secret of/' "$page" ;;
                    esac
                done
                exec qemu-system-x86_64 "$@"
                """);

        Sevsim run = launch(files, "--qemu", script);

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).contains("bytes, another content", "real guest: it differs from the modelled one");
    }

    @Test
    void comparesWhatTheGuestPrints() throws IOException {
        String shown = HexFormat.of().formatHex(SECRET.getBytes(StandardCharsets.US_ASCII));

        Sevsim run = withScript(
                "echo '[    0.0] Linux version 6.1'; echo 'sevsim-guest: secret " + GUID + " " + shown
                        + "'; echo 'sevsim-guest: end'",
                "--real-guest-console");

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("sevsim-guest: end", GUID + "  26 bytes, equal");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "echo 'Linux version 6'; echo 'sevsim-guest: none'; echo 'sevsim-guest: end' | built without CONFIG_EFI_SECRET=y",
                "echo 'Linux version 6' | the real guest ended before its init had",
                "echo 'Linux version 6'; exec sleep 60 | the real guest was not done in time",
                "echo nothing | the real OVMF started no kernel",
            })
    void statesWhyNothingWasCompared(String script, String line) throws IOException {
        Sevsim run = withScript(script, "--real-guest-timeout", 3);

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains(line);
    }

    /** The digest of the launch is that of the kernel with the header that QEMU fills in. */
    @Test
    void handsOverTheFilesAndPagesOfTheLaunch() throws IOException {
        Path copies = Files.createDirectory(directory.resolve("copies"));
        Sevsim unused =
                withScript("for word; do case $word in /*) cp \"$word\" " + copies + ";; loader,*) echo \"$word\" > "
                        + copies + "/loader; cp \"${word#*file=}\" " + copies + ";; esac; done");

        byte[] kernel = Files.readAllBytes(copies.resolve("kernel"));
        assertThat(kernel[0x210]).as("type_of_loader").isEqualTo((byte) 0xB0);
        assertThat(Files.readString(copies.resolve("loader"))).startsWith("loader,force-raw=on,addr=8454144,");
        byte[] page = Files.readAllBytes(copies.resolve("page-810000"));
        assertThat(page).hasSize(4096);
        assertThat(new String(page, StandardCharsets.ISO_8859_1)).contains(SECRET);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--qemu=/no/such/qemu | --qemu /no/such/qemu cannot be executed",
                "--real-guest-timeout=0 | --real-guest-timeout 0 is not positive",
                "--shell | --real-guest excludes --json, --shell, --break, --report and --trace -",
                "--json | --real-guest excludes --json, --shell, --break, --report and --trace -",
                "--report=page.html | --real-guest excludes --json, --shell, --break, --report and --trace -",
            })
    void refusesWhatItCannotDo(String option, String line) throws IOException {
        Object[] qemu = option.startsWith("--qemu") ? new Object[0] : new Object[] {"--qemu", "/bin/true"};
        Sevsim run = launch("--firmware", Sevsim.vector("fw/synth-amdsev.fd"), embedded(), qemu, option);

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err().lines()).singleElement().asString().contains(line);
    }

    @Test
    void refusesItsOptionsWithoutARealGuest() {
        Sevsim run = Sevsim.run("launch", "--real-guest-console");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("belong to --real-guest");
    }

    /** The configuration beside a kernel, as distributions install it. */
    @Test
    void refusesAKernelWithoutTheModule() throws IOException {
        Path kernel = Files.write(
                directory.resolve("vmlinuz-6.1.0"), EmbeddedKernel.image().toArray());
        Files.writeString(directory.resolve("config-6.1.0"), "# CONFIG_EFI_SECRET is not set\n");

        Sevsim run = launch(
                "--firmware", Sevsim.vector("fw/synth-amdsev.fd"), "--kernel", kernel, "--qemu", script("exit 0"));

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("is built without CONFIG_EFI_SECRET=y");
    }

    private Object[] embedded() throws IOException {
        return new Object[] {
            "--kernel",
            Files.write(directory.resolve("bzImage"), EmbeddedKernel.image().toArray()),
            "--initrd",
            Files.write(directory.resolve("ramdisk"), EmbeddedKernel.initrd().toArray())
        };
    }

    private Sevsim withScript(String text, Object... more) throws IOException {
        return launch(
                "--firmware", Sevsim.vector("fw/synth-amdsev.fd"), embedded(), "--qemu", script(text + "\n"), more);
    }

    private Path script(String text) throws IOException {
        Path script = Files.writeString(directory.resolve("qemu"), "#!/bin/sh\n" + text);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return script;
    }
}
