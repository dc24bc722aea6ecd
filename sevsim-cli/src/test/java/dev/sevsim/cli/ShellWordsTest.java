package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellWordsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "a b",
                "rows[era=v2,x=1]",
                "it's",
                "$HOME",
                "*",
                "~/x",
                "#1",
                "a\\b",
                "\"",
                "=x",
                "dir/file.yaml"
            })
    void areReadBackByAShell(String word) throws Exception {
        assumeThat(Path.of("/bin/sh")).exists();
        Process shell = new ProcessBuilder("/bin/sh", "-c", "printf %s " + ShellWords.quoted(word)).start();

        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(word);
    }
}
