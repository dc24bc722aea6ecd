package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpectOptionsTest {
    @TempDir
    private Path files;

    @BeforeEach
    void export() throws IOException {
        assertThat(CapturedRun.of("firmware", "export", "--out", files).status())
                .isZero();
        for (String name : List.of("OVMF.fd", "vmlinuz", "initrd.img")) {
            byte[] content = Files.readAllBytes(files.resolve(name));
            content[0x1000 % content.length] ^= 1;
            Files.write(files.resolve("other-" + name), content);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--firmware, other-OVMF.fd, --expect-firmware, OVMF.fd",
        "--kernel, other-vmlinuz, --expect-kernel, vmlinuz",
        "--initrd, other-initrd.img, --expect-initrd, initrd.img",
        "--append, quiet, --expect-append, console=ttyS0",
    })
    void refusesALaunchOfSomethingElse(String option, String launched, String expecting, String expected) {
        CapturedRun other = launch(option, launched, expecting, expected);

        assertThat(other.status()).isEqualTo(Main.REFUSED);
        assertThat(other.err()).contains("launch refused: the owner refused: ", "  refused by  owner");
        assertThat(other.out()).doesNotContain("LAUNCH_SECRET: packet");
    }

    @Test
    void acceptsALaunchOfTheSameFiles() {
        CapturedRun same = launch("--append", "quiet", "--expect-append", "quiet");

        assertThat(same.status()).as(same.err()).isZero();
        assertThat(same.out()).contains("verdict: accepted");
    }

    @Test
    void refusesAKernelThatTheOwnerDoesNotExpect() {
        CapturedRun run = CapturedRun.of("launch", "--seed", "1", "--expect-no-kernel");

        assertThat(run.status()).isEqualTo(Main.REFUSED);
        assertThat(run.err()).contains("the owner refused: ");
    }

    @Test
    void refusesOptionsThatExcludeEachOther() {
        assertThat(CapturedRun.of("launch", "--expect-no-kernel", "--expect-append", "x")
                        .err())
                .isEqualTo("sevsim: --expect-no-kernel excludes --expect-kernel, --expect-initrd and"
                        + " --expect-append\n");
        assertThat(CapturedRun.of("launch", "--owner", "http://127.0.0.1:1", "--expect-append", "x")
                        .err())
                .contains("come from the external owner");
    }

    /** All files of the direct boot are named, so that the one in question differs alone. */
    private CapturedRun launch(String option, String launched, String expecting, String expected) {
        List<Object> words = new ArrayList<>(List.of("launch", "--seed", "1"));
        for (String[] other : new String[][] {
            {"--firmware", "OVMF.fd"},
            {"--kernel", "vmlinuz"},
            {"--initrd", "initrd.img"},
            {"--append", "console=ttyS0"}
        }) {
            words.add(other[0]);
            words.add(value(other[0], option.equals(other[0]) ? launched : other[1]));
        }
        words.add(expecting);
        words.add(value(expecting, expected));
        return CapturedRun.of(words.toArray());
    }

    private Object value(String option, String text) {
        return option.endsWith("append") ? text : files.resolve(text);
    }
}
