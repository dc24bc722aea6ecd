package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnerChainCommandTest {
    @TempDir
    private Path directory;

    private Path exported;
    private Path full;

    @BeforeEach
    void exportAPlatform() {
        exported = directory.resolve("exported");
        assertThat(run("platform", "export", "--state", directory.resolve("state"), "--out", exported))
                .isZero();
        full = exported.resolve("full.chain");
    }

    @Test
    void splitsIntoTheFilesThatThePlatformExports() throws IOException {
        Path out = directory.resolve("split");

        assertThat(run("owner", "chain", "split", full, "--out", out)).isZero();

        for (String name : new String[] {"pdh", "pek", "oca", "cek", "ask", "ark"}) {
            assertThat(out.resolve(name + ".cert"))
                    .hasBinaryContent(Files.readAllBytes(exported.resolve(name + ".cert")));
        }
    }

    @Test
    void readsAChainFromStandardInput() throws IOException {
        Path out = directory.resolve("converted");
        InputStream before = System.in;
        try (InputStream in = Files.newInputStream(full)) {
            System.setIn(in);

            assertThat(run("owner", "chain", "convert", "-", "--out", out)).isZero();
        } finally {
            System.setIn(before);
        }
        assertThat(out).hasBinaryContent(Files.readAllBytes(full));
    }

    @Test
    void joinsWhatWasSplit() throws IOException {
        Path joined = directory.resolve("joined");

        int status = run(
                "owner",
                "chain",
                "join",
                exported.resolve("ark.cert"),
                exported.resolve("ask.cert"),
                exported.resolve("sev.chain"),
                exported.resolve("pek.cert"),
                "--out",
                joined);

        assertThat(status).isZero();
        assertThat(joined).hasBinaryContent(Files.readAllBytes(full));
    }

    @Test
    void convertsToWhatQmpGivesAndBack() throws IOException {
        Path qmp = directory.resolve("cert-chain");
        Path back = directory.resolve("back");

        assertThat(run("owner", "chain", "convert", full, "--form", "qmp", "--encoding", "base64", "--out", qmp))
                .isZero();
        assertThat(run("owner", "chain", "join", qmp, exported.resolve("pdh.cert"), "--out", back))
                .isZero();

        byte[] chain = Files.readAllBytes(full);
        assertThat(Base64.getDecoder().decode(Files.readString(qmp))).isEqualTo(Arrays.copyOfRange(chain, 2084, 8336));
        assertThat(back).hasBinaryContent(Files.readAllBytes(exported.resolve("sev.chain")));
    }

    @Test
    void namesWhatIsMissing() {
        CapturedRun form = CapturedRun.of(
                "owner",
                "chain",
                "convert",
                exported.resolve("sev.chain"),
                "--form",
                "full",
                "--out",
                directory.resolve("x"));
        CapturedRun parts = CapturedRun.of(
                "owner",
                "chain",
                "join",
                exported.resolve("pdh.cert"),
                exported.resolve("cek.cert"),
                "--out",
                directory.resolve("x"));

        assertThat(form.status()).isEqualTo(2);
        assertThat(form.err())
                .isEqualTo("sevsim: " + exported.resolve("sev.chain")
                        + " has no ASK, ARK; add what is missing with: sevsim owner chain join\n");
        assertThat(parts.status()).isEqualTo(2);
        assertThat(parts.err())
                .isEqualTo("sevsim: PDH, CEK make no chain; expected one of: PDH, PEK, OCA, CEK, ASK, ARK;"
                        + " PDH, PEK, OCA, CEK; PEK, OCA, CEK; ASK, ARK\n");
        assertThat(directory.resolve("x")).doesNotExist();
    }

    @Test
    void namesBytesThatAreLeftOut() throws IOException {
        Path longer = Files.write(directory.resolve("longer"), Arrays.copyOf(Files.readAllBytes(full), 11540));

        CapturedRun run = CapturedRun.of("owner", "chain", "convert", longer, "--out", directory.resolve("x"));

        assertThat(run.status()).isZero();
        assertThat(run.err()).isEqualTo("sevsim: " + longer + ": left out 4 bytes after the last certificate\n");
        assertThat(directory.resolve("x")).hasBinaryContent(Files.readAllBytes(full));
    }

    private static int run(Object... arguments) {
        return CapturedRun.of(arguments).status();
    }
}
