package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputCheckTest {
    private static final String CONTENT = "content of an input";

    @TempDir
    private Path directory;

    private Path input;

    @BeforeEach
    void writeAnInput() throws IOException {
        input = Files.writeString(directory.resolve("input"), CONTENT);
    }

    @Test
    void refusesAnOutputThatIsAnInput() throws IOException {
        Path hard = Files.createLink(directory.resolve("hard"), input);
        Path symbolic = Files.createSymbolicLink(directory.resolve("symbolic"), input);
        Path detour = directory.resolve("..").resolve(directory.getFileName()).resolve("input");

        for (Path output : new Path[] {input, hard, symbolic, detour}) {
            refuses(output, "launch", "--firmware", input, "--trace", output);
        }
        refuses(input, "launch", "--secret", "luks-key=@" + input, "--trace", input);
        refuses(input, "launch", "--secret", "luks-key:" + input, "--trace", input);
        refuses(input, "launch", "--nvram", input, "--trace", input);
        refuses(input, "launch", "--host-init-ex-path", input, "--trace", input);
        refuses(input, "serve", "--qmp", "unix:q", "--nvram", input, "--serial", "file:" + input);
        refuses(input, "owner", "chain", "convert", input, "--out", input);
        refuses(input, "owner", "chain", "join", full(), input, "--out", input);
        refuses(input, "owner", "measure", "--nonce", input, "--outfile", input);
    }

    private Path full() {
        return directory.resolve("full.chain");
    }

    @Test
    void refusesAnOutputInTheStateDirectory() {
        Path state = directory.resolve("state");
        Path out = state.resolve("chip.bin");

        for (Object[] words : new Object[][] {
            {"platform", "csr", "--state", state, "--out", out},
            {"platform", "id", "--state", state, "--out", out},
            {"launch", "--state", state, "--trace", out}
        }) {
            CapturedRun run = CapturedRun.of(words);
            assertThat(run.err()).isEqualTo("sevsim: output " + out + " lies in the state directory of this command\n");
            assertThat(run.status()).isEqualTo(Main.USAGE);
        }
        assertThat(state).doesNotExist();
    }

    @Test
    void takesOutputsThatReplaceNoInput() {
        Path state = directory.resolve("state");

        assertThat(CapturedRun.of("platform", "id", "--state", state, "--out", "/dev/null")
                        .status())
                .isZero();
        assertThat(CapturedRun.of("platform", "id", "--state", state, "--out", directory.resolve("state.id"))
                        .status())
                .isZero();
    }

    private void refuses(Path output, Object... words) throws IOException {
        CapturedRun run = CapturedRun.of(words);

        assertThat(run.err()).isEqualTo("sevsim: output " + output + " is an input of this command\n");
        assertThat(run.status()).isEqualTo(Main.USAGE);
        assertThat(input).hasContent(CONTENT);
    }
}
