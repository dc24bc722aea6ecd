package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final long MEBIBYTE = 1 << 20;

    private final ByteArrayOutputStream drawn = new ByteArrayOutputStream();
    private final PrintStream terminal = CapturedRun.stream(drawn);

    @Test
    void drawsNothingForSmallWork() {
        try (Progress progress = new Progress(terminal, "reading", 8 * MEBIBYTE - 1)) {
            progress.done(MEBIBYTE);
        }

        assertThat(text()).isEmpty();
    }

    @Test
    void drawsNothingWithoutATerminal() {
        try (Progress progress = new Progress(null, "reading", 100 * MEBIBYTE)) {
            progress.done(50 * MEBIBYTE);
        }

        assertThat(text()).isEmpty();
    }

    @Test
    void drawsABarForBigWorkAndTakesItAway() {
        try (Progress progress = new Progress(terminal, "reading kernel", 8 * MEBIBYTE)) {
            progress.done(4 * MEBIBYTE);
            assertThat(text()).isEqualTo("\rreading kernel [" + "#".repeat(15) + "-".repeat(15) + "] 4 of 8 MiB");
        }

        assertThat(text()).endsWith("\r\u001b[K");
    }

    @Test
    void drawsAgainOnlyWhenTheBarChanges() {
        Progress progress = new Progress(terminal, "reading", 30 * MEBIBYTE);
        progress.done(MEBIBYTE);
        String once = text();

        progress.done(MEBIBYTE + 1);
        assertThat(text()).isEqualTo(once);

        progress.done(2 * MEBIBYTE);
        assertThat(text()).startsWith(once).hasSizeGreaterThan(once.length());
    }

    @Test
    void endsFullEvenWhenTheWorkGrows() {
        Progress progress = new Progress(terminal, "reading", 8 * MEBIBYTE);

        progress.done(9 * MEBIBYTE);

        assertThat(text()).contains("[" + "#".repeat(30) + "]");
    }

    @Test
    void takesNothingAwayWhenNothingWasDrawn() {
        new Progress(terminal, "reading", 8 * MEBIBYTE).close();

        assertThat(text()).isEmpty();
    }

    private String text() {
        return drawn.toString(StandardCharsets.UTF_8);
    }
}
