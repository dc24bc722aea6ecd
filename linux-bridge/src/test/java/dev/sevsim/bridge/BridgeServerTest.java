package dev.sevsim.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.SevDeviceCommand;
import dev.sevsim.abi.uapi.SevIssueCmd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that follow the protocol and such that do not; after each of these a sound one is served. */
class BridgeServerTest {
    private static final int ROUNDS = Boolean.getBoolean("sevsim.stress") ? 100_000 : 1_500;

    @TempDir
    private Path directory;

    private ServedHost host;

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

    private static void assertStatus(TestClient client) throws IOException {
        int fd = (int) client.openSev();
        assertThat(fd).isGreaterThan(10);
        client.write(
                TestClient.BASE,
                new SevIssueCmd(SevDeviceCommand.PLATFORM_STATUS.code(), TestClient.BASE + 0x100, 0).encode());
        assertThat(client.ioctl(fd, client.lastFile(), Ioctl.SEV_ISSUE_CMD, TestClient.BASE))
                .isZero();
        assertThat(client.read(TestClient.BASE + 0x100, 2)).as("API 1.55").isEqualTo(Bytes.of(1, 55));
    }

    @Test
    void listensForItsOwnerAlone() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(host.socket())))
                .isEqualTo("rw-------");
    }

    @ParameterizedTest
    @CsvSource({
        "0, a message of 0 bytes",
        "-1, a message of 4294967295 bytes",
        "1048577, a message of 1048577 bytes",
    })
    void endsAConnectionThatLiesAboutLengths(int length, String complaint) throws IOException {
        try (TestClient client = TestClient.joined(host.socket(), 1)) {
            client.raw(TestClient.buffer(8).putInt(length).putInt(7));
            assertThatThrownBy(client::next).isInstanceOf(IOException.class);
        }
        assertThat(host.complaints()).singleElement().asString().contains(complaint);
    }

    @ParameterizedTest
    @CsvSource({
        "0, unknown",
        "8, unknown",
        "15, unknown",
        "25, unknown",
        "255, unknown",
        "7, FILES where a system call was expected",
        "5, DATA where a system call was expected",
        "16, RESULT where a system call was expected",
        "1, HELLO where a system call was expected",
        "2, OPEN has 3 bytes",
        "3, IOCTL has 3 bytes",
        "4, CLOSE has 3 bytes",
    })
    void endsAConnectionWithAMessageThatItDoesNotHave(int type, String complaint) throws IOException {
        try (TestClient client = TestClient.joined(host.socket(), 1)) {
            client.send(type, TestClient.buffer(3).put(new byte[3]));
            assertThatThrownBy(client::next).isInstanceOf(IOException.class);
        }
        assertThat(host.complaints()).singleElement().asString().contains(complaint);
    }

    @Test
    void refusesAnotherVersionAndCallsBeforeHello() throws IOException {
        try (TestClient client = new TestClient(host.socket())) {
            client.hello(2, 1);
            assertThat(client.result()).isEqualTo(-Errno.EINVAL.code());
        }
        try (TestClient client = new TestClient(host.socket())) {
            client.send(2, TestClient.buffer(8).putInt(1).putInt(2));
            assertThatThrownBy(client::next).isInstanceOf(IOException.class);
        }
        assertThat(host.complaints())
                .anyMatch(text -> text.contains("version 2 of the protocol, expected 1"))
                .anyMatch(text -> text.contains("OPEN before HELLO"));
    }

    @Test
    void waitsForTheRestOfAMessageWhileOthersAreServed() throws IOException {
        try (TestClient slow = TestClient.joined(host.socket(), 1);
                TestClient other = TestClient.joined(host.socket(), 2)) {
            slow.raw(TestClient.buffer(5).putInt(9).put((byte) 2));
            assertStatus(other);
            slow.raw(TestClient.buffer(8).putInt(1).putInt(2));
            assertThat(slow.result()).isGreaterThan(10);
        }
        assertThat(host.complaints()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"6, 8, NUMBER as the answer to READ", "5, 3, 3 bytes for READ of 16", "99, 1, unknown"})
    void endsAConnectionWithAWrongAnswer(int type, int bytes, String complaint) throws IOException {
        try (TestClient client = TestClient.joined(host.socket(), 1)) {
            int fd = (int) client.openSev();
            client.sendIoctl(fd, client.lastFile(), Ioctl.SEV_ISSUE_CMD, TestClient.BASE);
            assertThat(client.next().get()).isEqualTo((byte) MessageType.READ.code());
            client.send(type, TestClient.buffer(bytes).put(new byte[bytes]));
            while (true) {
                client.next();
            }
        } catch (IOException e) {
            // The result of the failed call, if it was sent, and the end of the connection.
        }
        assertThat(host.complaints()).singleElement().asString().contains(complaint);
    }

    @Test
    void survivesAClientThatIsCutOffInACall() throws IOException {
        try (TestClient client = TestClient.joined(host.socket(), 1)) {
            int fd = (int) client.openSev();
            client.sendIoctl(fd, client.lastFile(), Ioctl.SEV_ISSUE_CMD, TestClient.BASE);
            client.next();
        }
        try (TestClient client = new TestClient(host.socket())) {
            client.raw(TestClient.buffer(2).put(new byte[2]));
        }
    }

    @Test
    void showsFilesToTheirGroupAlone() throws IOException {
        try (TestClient opener = TestClient.joined(host.socket(), 1);
                TestClient heir = TestClient.joined(host.socket(), 1);
                TestClient stranger = TestClient.joined(host.socket(), 2)) {
            int fd = (int) opener.openSev();
            long file = opener.lastFile();
            assertThat(heir.ioctl(fd, file, 0, 0)).as("an unknown request").isEqualTo(-Errno.EINVAL.code());
            assertThat(stranger.ioctl(fd, file, 0, 0)).isEqualTo(-Errno.EBADF.code());
            assertThat(opener.ioctl(fd, 0, 0, 0)).isEqualTo(-Errno.EBADF.code());
            assertThat(opener.ioctl(fd, Long.MIN_VALUE, 0, 0)).isEqualTo(-Errno.EBADF.code());
            heir.send(4, TestClient.buffer(8).putLong(file));
            assertThat(heir.result()).isZero();
            assertThat(opener.ioctl(fd, file, 0, 0)).isEqualTo(-Errno.EBADF.code());
        }
    }

    @Test
    void opensNoOtherDevice() throws IOException {
        try (TestClient client = TestClient.joined(host.socket(), 1)) {
            client.send(2, TestClient.buffer(8).putInt(3).putInt(2));
            assertThat(client.result()).isEqualTo(-Errno.ENOENT.code());
        }
    }

    /** Random messages of clients that mostly end up cut off; every so often a sound one has to be served. */
    @Test
    void servesSoundClientsBetweenRandomMessages() throws IOException {
        SplittableRandom random = new SplittableRandom(15);
        for (int round = 0; round < ROUNDS; round++) {
            try (TestClient client = TestClient.joined(host.socket(), random.nextInt(4))) {
                for (int message = random.nextInt(6); message > 0; message--) {
                    client.send(random.nextInt(30), noise(random, random.nextInt(40)));
                }
                if (random.nextBoolean()) {
                    client.raw(noise(random, random.nextInt(9)));
                }
            } catch (IOException e) {
                // The server has ended the connection already.
            }
            if (round % 100 == 0) {
                try (TestClient client = TestClient.joined(host.socket(), 50)) {
                    assertStatus(client);
                }
            }
        }
    }

    /** Random ioctls of a client that answers questions. */
    @Test
    void answersRandomIoctls() throws IOException {
        SplittableRandom random = new SplittableRandom(16);
        int[] requests = Ioctl.byName().values().stream().mapToInt(n -> n).toArray();
        try (TestClient client = TestClient.joined(host.socket(), 3)) {
            client.openSev();
            client.send(2, TestClient.buffer(8).putInt(2).putInt(2));
            client.result();
            for (int round = 0; round < ROUNDS; round++) {
                long file = 1 + random.nextLong(client.lastFile() + 1);
                int request = random.nextInt(8) == 0 ? random.nextInt() : requests[random.nextInt(requests.length)];
                long argument = TestClient.BASE + random.nextInt(0x11000);
                client.write(TestClient.BASE + random.nextInt(0xFF00), Bytes.u64Le(random.nextLong(64)));
                assertThat(client.ioctl((int) (10 + file), file, request, argument))
                        .isGreaterThanOrEqualTo(-Errno.ENOTSUPP.code());
            }
        }
        assertThat(host.complaints()).isEmpty();
    }

    private static ByteBuffer noise(SplittableRandom random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return TestClient.buffer(length).put(bytes);
    }
}
