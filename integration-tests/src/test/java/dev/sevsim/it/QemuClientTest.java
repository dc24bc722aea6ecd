package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** qemu.qmp, the client library of the QEMU project, unmodified, drives {@code serve --qmp}. */
@Timeout(90)
class QemuClientTest {
    @TempDir
    private Path directory;

    @Test
    void drivesAVmFromItsSchemaToItsEnd() throws Exception {
        InstalledFiles.requirePythonModule("qemu.qmp");
        Path script = Path.of("src", "test", "resources", "qmp", "client.py").toAbsolutePath();
        Path socket = directory.resolve("qmp.sock");
        Object[] serve = {"--seed", "1", "--qmp", "unix:" + socket, "--serial", "file:" + directory.resolve("console")};

        try (ServingSevsim serving = new ServingSevsim(serve)) {
            ToolRun run = ToolRun.of(directory, "/usr/bin/python3", script, socket);

            assertThat(run.output().lines())
                    .containsExactly(
                            "schema True",
                            "status prelaunch",
                            "target x86_64",
                            "error CommandNotFound",
                            "event RESUME",
                            "event RESET host-qmp-system-reset",
                            "event STOP",
                            "event SHUTDOWN host-qmp-quit");
            assertThat(serving.status()).isZero();
        }
    }
}
