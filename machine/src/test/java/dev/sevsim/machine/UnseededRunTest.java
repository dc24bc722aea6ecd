package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run without a seed draws its keys from the operating system, and nothing that it writes leads back to them. */
class UnseededRunTest {
    @TempDir
    private Path directory;

    @Test
    void hasNoSeedInTraceAndReport() throws IOException {
        Path trace = directory.resolve("trace.jsonl");

        LaunchReport report = Launch.run(MachineSpec.builder().trace(trace).build());

        assertThat(report.seed()).isEmpty();
        assertThat(Files.readString(trace)).doesNotContain("seed");
    }

    @Test
    void drawsOtherKeysEachTime() {
        MachineSpec spec = MachineSpec.builder().build();

        assertThat(Launch.run(spec).measurement()).isNotEqualTo(Launch.run(spec).measurement());
    }

    @Test
    void repeatsASeededOne() {
        MachineSpec spec = MachineSpec.builder().seed(9).build();

        LaunchReport first = Launch.run(spec);

        assertThat(first.seed()).hasValue(9);
        assertThat(Launch.run(spec)).isEqualTo(first);
    }
}
