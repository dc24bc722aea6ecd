package dev.sevsim.io.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {
    @TempDir
    private Path directory;

    private static ListeningSocket open(String address) {
        return ListeningSocket.open(ListenAddress.parse(address), ChannelInboundHandlerAdapter::new);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp:127.0.0.1:0", "tcp:localhost:0", "tcp:127.1.2.3:0"})
    void listensOnLoopback(String address) {
        try (ListeningSocket socket = open(address)) {
            assertThat(socket.address()).matches("tcp:127\\.[0-9.]+:[1-9][0-9]*");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "tcp:0.0.0.0:4444, is no loopback address",
        "tcp::4444, is no loopback address",
        "tcp:192.168.1.1:4444, is no loopback address",
        "tcp:example.org:4444, is no loopback address",
        "tcp:127.0.0.1.example.org:4444, is no loopback address",
        "tcp:127.0.0.1, has no port",
        "tcp:127.0.0.1:70000, has no port",
        "tcp:127.0.0.1:-1, has no port",
        "unix:, has no path",
        "udp:1, is neither",
        "'', is neither"
    })
    void refusesOtherAddresses(String address, String why) {
        assertThatExceptionOfType(ListenException.class)
                .isThrownBy(() -> ListenAddress.parse(address))
                .withMessageContaining(why);
    }

    @Test
    void makesItsFileForTheOwnerAloneAndRemovesIt() throws Exception {
        Path path = directory.resolve("qmp.sock");
        try (ListeningSocket socket = open("unix:" + path)) {
            assertThat(socket.address()).isEqualTo("unix:" + path);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rw-------");
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void leavesAloneWhatIsInTheWay() throws Exception {
        Path path = Files.writeString(directory.resolve("file"), "mine");

        assertThatExceptionOfType(ListenException.class)
                .isThrownBy(() -> open("unix:" + path))
                .withMessageContaining("the path exists");
        assertThat(path).hasContent("mine");
        assertThatExceptionOfType(ListenException.class)
                .isThrownBy(() -> open("unix:" + directory.resolve("none/sock")))
                .withMessageContaining("its directory does not exist");
        assertThatExceptionOfType(ListenException.class)
                .isThrownBy(() -> open("unix:" + directory.resolve("x".repeat(200))))
                .withMessageContaining("cannot listen on unix:");
        try (ListeningSocket first = open("tcp:127.0.0.1:0")) {
            assertThatExceptionOfType(ListenException.class)
                    .isThrownBy(() -> open(first.address()))
                    .withMessageContaining("cannot listen on " + first.address());
        }
    }
}
