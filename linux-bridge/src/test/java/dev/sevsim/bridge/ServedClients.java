package dev.sevsim.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.SevDeviceCommand;
import dev.sevsim.abi.uapi.SevIssueCmd;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A served host for clients of any kind; at the end of each test a sound one is served. */
abstract class ServedClients {
    @TempDir
    Path directory;

    ServedHost host;

    @BeforeEach
    void start() {
        host = new ServedHost(directory.resolve("host"));
    }

    @AfterEach
    void servesASoundClientAtLast() throws IOException {
        try (TestClient client = TestClient.joined(host.socket(), 99)) {
            assertStatus(client);
        } finally {
            host.close();
        }
        assertThat(directory.resolve("host")).doesNotExist();
    }

    static void assertStatus(TestClient client) throws IOException {
        int fd = (int) client.openSev();
        assertThat(fd).isGreaterThan(10);
        client.write(
                TestClient.BASE,
                new SevIssueCmd(SevDeviceCommand.PLATFORM_STATUS.code(), TestClient.BASE + 0x100, 0).encode());
        assertThat(client.ioctl(fd, client.lastFile(), Ioctl.SEV_ISSUE_CMD, TestClient.BASE))
                .isZero();
        assertThat(client.read(TestClient.BASE + 0x100, 2)).as("API 1.55").isEqualTo(Bytes.of(1, 55));
    }
}
