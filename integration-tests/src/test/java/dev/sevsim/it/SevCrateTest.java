package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The hardware tests of the Rust crate sev, which .ci/run builds from its published package, on a simulated host. */
class SevCrateTest {
    private static final Path TESTS =
            Path.of(System.getProperty("user.home"), ".cache", "sevsim", "sev-6.1.0-api-tests");

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
}
