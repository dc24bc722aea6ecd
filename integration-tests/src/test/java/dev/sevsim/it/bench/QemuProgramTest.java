package dev.sevsim.it.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What {@link QemuLaunchBenchmark} measures. */
class QemuProgramTest {
    @Test
    void launchesAGuest() {
        assumeTrue(!Files.exists(Path.of("/dev/sev")), "this machine has a /dev/sev");
        assumeTrue(QemuProgram.isPossible(), "there is no C compiler, no QEMU or no notification of system calls");
        try (QemuProgram qemu = QemuProgram.prepare()) {
            assertThat(qemu.start()).contains("prelaunch");
            qemu.end();
            assertThat(qemu.launch()).contains("launch-secret", "\"policy\": 1");
            qemu.end();
            assertThat(qemu.launch()).as("again").contains("launch-secret");
        }
    }
}
