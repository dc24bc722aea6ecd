package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
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
        refuses(input, "launch", "--secret", "luks-key=@" + input, "--host-init-ex-path", input);
        refuses(input, "serve", "--qmp", "unix:q", "--nvram", input, "--serial", "file:" + input);
        refuses(input, "owner", "chain", "convert", input, "--out", input);
        refuses(input, "owner", "chain", "join", full(), input, "--out", input);
        refuses(input, "owner", "measure", "--nonce", input, "--outfile", input);
    }

    /** The driver writes its store too. */
    @Test
    void refusesAStoreThatIsAnotherOutput() {
        assertThat(CapturedRun.of("launch", "--host-init-ex-path", input, "--trace", input)
                        .err())
                .isEqualTo("sevsim: --host-init-ex-path and --trace name the same output, " + input + "\n");
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
    void refusesTwoOutputsWithOnePath() throws IOException {
        Path out = directory.resolve("out");
        Path link = Files.createSymbolicLink(directory.resolve("link"), out);

        refusesBoth("--trace", "--serial", "serve", "--qmp", "unix:q", "--trace", link, "--serial", "file:" + out);
        refusesBoth("--qmp", "--libvirt", "serve", "--qmp", "unix:" + out, "--libvirt", "unix:" + out);
        refusesBoth("--qmp", "--trace", "serve", "--trace", out, "--qmp", "unix:" + out);
        assertThat(out).doesNotExist();
    }

    private static void refusesBoth(String one, String other, Object... words) {
        CapturedRun run = CapturedRun.of(words);

        assertThat(run.err())
                .matches("sevsim: (" + one + " and " + other + "|" + other + " and " + one
                        + ") name the same output, .*\n");
        assertThat(run.status()).isEqualTo(Main.USAGE);
    }

    /** A folder of sev-tool has the certificates, and gets the session. */
    @Test
    void takesAnInputDirectoryForItsOutputs() {
        Path state = directory.resolve("state");
        Path folder = directory.resolve("folder");
        assertThat(CapturedRun.of("platform", "export", "--state", state, "--out", folder)
                        .status())
                .isZero();

        CapturedRun run = CapturedRun.of(
                "owner", "session", "--policy", "0x1", "--chain", folder, "--format", "sev-tool", "--out", folder);

        assertThat(run.err()).isEmpty();
        assertThat(folder.resolve("launch_blob.bin")).exists();
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
