package dev.sevsim.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.uapi.Ioctl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that follow the protocol and such that do not; after each of these a sound one is served. */
class BridgeServerTest extends ServedClients {
    private static final int USER_MEMORY = 3; // KVM_CAP_USER_MEMORY

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
            client.hello(1, 1, 1);
            assertThat(client.result()).isEqualTo(-Errno.EINVAL.code());
        }
        try (TestClient client = new TestClient(host.socket())) {
            client.send(2, TestClient.buffer(8).putInt(1).putInt(2));
            assertThatThrownBy(client::next).isInstanceOf(IOException.class);
        }
        assertThat(host.complaints())
                .anyMatch(text -> text.contains("version 1 of the protocol, expected 2"))
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
            readToTheEnd(client);
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

    /** Threads of a process have connections of their own; it ends with the last one. */
    @Test
    void takesConnectionsOfOneProcessTogether() throws IOException {
        try (TestClient first = TestClient.joined(host.socket(), 1, 7)) {
            int kvm = (int) first.openKvm();
            int vm = (int) first.ioctl(kvm, first.lastFile(), Ioctl.KVM_CREATE_VM, 0);
            long file = first.lastFile();
            try (TestClient thread = TestClient.joined(host.socket(), 1, 7);
                    TestClient other = TestClient.joined(host.socket(), 1, 8)) {
                assertThat(thread.ioctl(vm, file, Ioctl.KVM_CHECK_EXTENSION, USER_MEMORY))
                        .isEqualTo(1);
                assertThat(other.ioctl(vm, file, Ioctl.KVM_CHECK_EXTENSION, USER_MEMORY))
                        .as("a VM belongs to its process")
                        .isEqualTo(-Errno.EIO.code());
            }
            assertThat(first.ioctl(vm, file, Ioctl.KVM_CHECK_EXTENSION, USER_MEMORY))
                    .isEqualTo(1);
        }
    }

    /** A thread whose connection fails in a call takes nothing from the other threads. */
    @Test
    void endsOneConnectionOfAProcess() throws IOException {
        try (TestClient first = TestClient.joined(host.socket(), 1, 7);
                TestClient broken = TestClient.joined(host.socket(), 1, 7)) {
            int fd = (int) first.openSev();
            broken.sendIoctl(fd, first.lastFile(), Ioctl.SEV_ISSUE_CMD, TestClient.BASE);
            assertThat(broken.next().get()).isEqualTo((byte) MessageType.READ.code());
            broken.send(5, TestClient.buffer(3).put(new byte[3]));
            assertThatThrownBy(() -> readToTheEnd(broken)).isInstanceOf(IOException.class);
            assertStatus(first);
        }
        assertThat(host.complaints()).singleElement().asString().contains("3 bytes for READ of 16");
    }

    private static void readToTheEnd(TestClient client) throws IOException {
        while (true) {
            client.next();
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
}
