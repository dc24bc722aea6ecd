package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sevsim.abi.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The hardware tests of the Rust crate sev, which .ci/run builds from its published package, on a simulated host. */
class SevCrateTest {
    private static final Path CACHE = Path.of(System.getProperty("user.home"), ".cache", "sevsim");
    private static final Path TESTS = CACHE.resolve("sev-6.1.0-api-tests");
    private static final Path LAUNCH = CACHE.resolve("sev-6.1.0-sev-launch");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"6.1", "newest"})
    void pass(String kernel) throws Exception {
        assumeTrue(Files.isExecutable(TESTS), TESTS + " was not built; .ci/run does");

        ToolRun run =
                SupervisedRun.in(directory).run(List.of("--host-kernel", kernel), TESTS, "--include-ignored", "sev::");

        assertThat(run.status()).as(run.output()).isZero();
        assertThat(run.output()).contains("test result: ok. 8 passed");
    }

    /** Launches a guest of HLT instructions, which are its secret, and runs it; the root that the test has built in is the simulated one. */
    @Test
    void launchesAndRunsAGuest() throws Exception {
        assumeTrue(Files.isExecutable(LAUNCH), LAUNCH + " was not built; .ci/run does");
        SupervisedRun host = SupervisedRun.in(directory);
        Path certificates = directory.resolve("certificates");
        Path state = directory.resolve("state");
        Path trace = directory.resolve("trace.jsonl");
        Sevsim unused = Sevsim.run(
                        "platform", "export", "--generation", "rome", "--state", state, "--out", certificates)
                .requireSuccess();
        byte[] cek = Files.readAllBytes(certificates.resolve("cek.cert"));

        try (KeyServerProxy server = new KeyServerProxy(directory, () -> cek)) {
            Map<String, ?> variables = Map.of("HTTPS_PROXY", server.url(), "SSL_CERT_FILE", server.certificate());
            ToolRun run = host.run(
                    List.of("--state", state, "--host-kernel", "newest", "--trace", trace),
                    SupervisedRun.with(variables, launchTrusting(certificates), "--include-ignored"));

            assertThat(run.output()).contains("test sev_launch_test ... ok", "test result: ok. 1 passed");
            assertThat(run.status()).isZero();
            assertThat(server.requests()).singleElement().asString().startsWith("GET /cek/id/");
        }
        assertThat(Files.readString(trace)).contains("\"reason\":\"HLT\"");
    }

    /** A copy of the test program in which the built-in certificates of AMD are those of a simulated platform, of the same length. */
    private Path launchTrusting(Path certificates) throws IOException {
        byte[] program = Files.readAllBytes(LAUNCH);
        for (String name : List.of("ark.cert", "ask.cert")) {
            byte[] builtIn = Files.readAllBytes(CACHE.resolve("sev-6.1.0-rome-" + name));
            byte[] simulated = Files.readAllBytes(certificates.resolve(name));
            assertThat(simulated).hasSameSizeAs(builtIn);
            System.arraycopy(simulated, 0, program, place(program, builtIn), simulated.length);
        }
        Path copy = Files.write(directory.resolve("sev-launch"), program);
        return Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwx------"));
    }

    private static int place(byte[] program, byte[] part) {
        Bytes whole = Bytes.copyOf(program);
        for (int at = 0; at <= program.length - part.length; at++) {
            if (whole.matches(at, part, 0, part.length)) {
                return at;
            }
        }
        throw new AssertionError("the program does not have the certificate that it was built with");
    }
}
