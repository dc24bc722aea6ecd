package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** docs/guest-owner.md, followed word for word with the real tools. */
@Timeout(180)
class GuestOwnerPageTest {
    private static final Path PAGE = Path.of("../docs/guest-owner.md");

    @TempDir
    private Path directory;

    @Test
    void pageHoldsWordForWord() throws Exception {
        Path sevctl = InstalledFiles.sevctl();
        InstalledFiles.requireProgram("virt-qemu-sev-validate");
        InstalledFiles.requirePythonModule("libvirt");
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "bash is not installed");

        ExecutablePage page = ExecutablePage.read(PAGE);
        page.requireAsPrinted(directory, sevctl);
        assertThat(page.steps()).hasSizeGreaterThan(10);
    }

    @Test
    void comparesWhatIsPrintedButForTheDots() {
        ExecutablePage.Step step = new ExecutablePage.Step("", "a … c\n(d)\n");
        assertThat(step.allows("a b c\n(d)\n")).isTrue();
        assertThat(step.allows("a \u001B[38;5;2mb\u001B[0m c\n(d)\n")).isTrue();
        assertThat(step.allows("a b c\nd\n")).isFalse();
        assertThat(step.allows("a b\nb c\n(d)\n")).isFalse();
        assertThat(step.allows("a b c\n(d)\nmore\n")).isFalse();
        assertThat(step.allows("")).isFalse();
    }
}
