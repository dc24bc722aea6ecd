package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConsoleTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Console console = new Console(CapturedRun.stream(out), CapturedRun.stream(err));

    @Test
    void keepsAnErrorOnOneLineWhateverWasTyped() {
        console.error("OVMF image a\nb\u001b[2J does not exist");

        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualToNormalizingNewlines("sevsim: OVMF image a\\x0ab\\x1b[2J does not exist\n");
        assertThat(out.size()).isZero();
    }

    @Test
    void setsAListingInTwoColumns() {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("long-name", "first");
        entries.put("short", "second");

        console.listing(entries);

        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualToNormalizingNewlines("long-name  first\nshort      second\n");
    }
}
