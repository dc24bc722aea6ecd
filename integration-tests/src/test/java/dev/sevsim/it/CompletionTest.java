package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The completion script in the shell that it is for. */
class CompletionTest {
    /** The builtin works only while bash itself completes; it chooses how file names are shown. */
    private static final String NO_COMPOPT = "compopt() { :; }; ";

    @TempDir
    private Path directory;

    @BeforeEach
    void writeTheScript() throws Exception {
        InstalledFiles.requireProgram("bash");
        Sevsim run = Sevsim.run("completion");
        assertThat(run.status()).isZero();
        Files.writeString(directory.resolve("completion"), run.out());
    }

    @Test
    void bashHasTheCompletionAfterwards() throws Exception {
        ToolRun run = bash("complete -p sevsim");

        assertThat(run.output().strip()).startsWith("complete ").endsWith(" -F _complete_sevsim sevsim");
        assertThat(run.status()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "lau, launch",
        "o, owner",
        "owner ver, verify",
        "trace di, diff",
        "launch --reveal-secrets-, --reveal-secrets-in-trace",
        "platform export --st, --state",
        "platform cert, cert-import",
        "platform pd, pdh-gen",
        "platform cert-import --oc, --oca"
    })
    void bashCompletesWhatWasBegun(String typed, String completed) throws Exception {
        String[] words = typed.split(" ", -1);
        ToolRun run = bash(NO_COMPOPT + "COMP_WORDS=(sevsim " + typed + "); COMP_CWORD=" + words.length
                + "; _complete_sevsim sevsim " + words[words.length - 1]
                + "; printf '%s\\n' \"${COMPREPLY[@]}\"");

        assertThat(run.output().lines().map(String::strip)).containsExactly(completed);
    }

    private ToolRun bash(String command) throws Exception {
        return ToolRun.of(directory, "bash", "--noprofile", "--norc", "-c", "source ./completion && " + command);
    }
}
