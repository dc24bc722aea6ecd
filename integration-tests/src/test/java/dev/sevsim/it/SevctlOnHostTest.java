package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unmodified sevctl on a simulated host. */
class SevctlOnHostTest {
    @TempDir
    private Path directory;

    private Path sevctl = Path.of("sevctl");
    private SupervisedRun host = new SupervisedRun(Path.of(""));

    @BeforeEach
    void find() throws IOException {
        sevctl = InstalledFiles.sevctl();
        host = SupervisedRun.in(directory);
    }

    private String sevctl(Object... words) throws IOException, InterruptedException {
        Object[] program = new Object[words.length + 1];
        program[0] = sevctl;
        System.arraycopy(words, 0, program, 1, words.length);
        return host.run(List.of("--state", "state"), program).requireSuccess().output();
    }

    @Test
    void showsThePlatform() throws Exception {
        assertThat(sevctl("show", "version")).isEqualTo("1.55.24\n");
        assertThat(sevctl("show", "guests")).isEqualTo("0\n");
        assertThat(sevctl("show", "flags")).isEqualTo("es\n");
        assertThat(sevctl("show", "identifier")).matches("[0-9A-F]{128}\n");
    }

    @Test
    void takesOwnershipAndGivesItBack() throws Exception {
        assertThat(owner()).isEqualTo("self");
        assertThat(sevctl("generate", "oca.cert", "oca.key")).isEmpty();
        assertThat(sevctl("provision", "oca.cert", "oca.key")).isEmpty();
        assertThat(owner()).isEqualTo("external");
        assertThat(sevctl("show", "flags")).contains("owned");
        assertThat(sevctl("reset")).isEmpty();
        assertThat(owner()).isEqualTo("self");
    }

    @Test
    void rotatesTheKeyOfThePlatform() throws Exception {
        byte[] before = pdh("before");
        assertThat(sevctl("rotate")).isEmpty();
        assertThat(pdh("after")).isNotEqualTo(before);
    }

    /** The chain that sevctl exports has the CEK as AMD's server signs it, and sevctl verifies it. */
    @Test
    void exportsAChainThatItVerifies() throws Exception {
        Path files = export("files");
        Map<String, ?> variables;
        try (KeyServerProxy server = new KeyServerProxy(directory, () -> content(files.resolve("cek.cert")))) {
            variables = Map.of("HTTPS_PROXY", server.url(), "SSL_CERT_FILE", server.certificate());
            ToolRun run = host.run(
                            List.of("--state", "state"),
                            SupervisedRun.with(variables, sevctl, "export", "theirs.chain"))
                    .requireSuccess();
            assertThat(run.output()).isEmpty();
            assertThat(server.requests()).singleElement().asString().startsWith("GET /cek/id/");
        }
        assertThat(directory.resolve("theirs.chain")).hasSameBinaryContentAs(files.resolve("sev.chain"));
        ByteArrayOutputStream ca = new ByteArrayOutputStream();
        ca.writeBytes(content(files.resolve("ask.cert")));
        ca.writeBytes(content(files.resolve("ark.cert")));
        Files.write(directory.resolve("ca.chain"), ca.toByteArray());
        assertThat(sevctl("verify", "--sev", "theirs.chain", "--ca", "ca.chain"))
                .contains("PDH", "ARK");
    }

    @Test
    void tracesEachCall() throws Exception {
        Path trace = directory.resolve("trace.jsonl");
        ToolRun unused = host.run(List.of("--seed", 1, "--trace", trace), sevctl, "show", "version")
                .requireSuccess();

        assertThat(Files.readString(trace))
                .contains("\"kind\":\"sev.issue-cmd\"", "\"command\":\"PLATFORM_STATUS\"", "\"data.api_minor\":55");
        assertThat(Sevsim.run("trace", "show", trace).requireSuccess().out()).contains("PLATFORM_STATUS");
    }

    private String owner() {
        return Sevsim.run("platform", "status", "--state", directory.resolve("state"), "--json")
                .requireSuccess()
                .json()
                .get("owner")
                .asString();
    }

    private Path export(String name) {
        Path out = directory.resolve(name);
        Sevsim unused = Sevsim.run("platform", "export", "--state", directory.resolve("state"), "--out", out)
                .requireSuccess();
        return out;
    }

    private byte[] pdh(String name) {
        return content(export(name).resolve("pdh.cert"));
    }

    private static byte[] content(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
