package dev.sevsim.io.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PrivateSocketTest {
    @TempDir
    private Path directory;

    private static ListeningSocket open(Path path) {
        return ListeningSocket.open(ListenAddress.ofPath(path), ChannelInboundHandlerAdapter::new);
    }

    private Set<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return Set.copyOf(files.map(file -> file.getFileName().toString()).toList());
        }
    }

    @Test
    void listensUnderItsNameAlone() throws Exception {
        Path path = directory.resolve("q");
        try (ListeningSocket socket = open(path);
                SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            assertThat(client.isConnected()).isTrue();
            assertThat(socket.address()).isEqualTo("unix:" + path);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rw-------");
            assertThat(names()).containsExactly("q");
        }
        assertThat(names()).isEmpty();
    }

    /** Whenever the name is there, the owner alone may connect. */
    @Test
    void hasItsPermissionsFromTheFirstMoment() throws Exception {
        Path path = directory.resolve("q");
        Set<String> seen = ConcurrentHashMap.newKeySet();
        AtomicBoolean over = new AtomicBoolean();
        Thread watcher = new Thread(() -> {
            while (!over.get()) {
                try {
                    seen.add(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
                } catch (IOException e) {
                    // not there at the moment
                }
            }
        });
        watcher.start();
        for (int i = 0; i < 40; i++) {
            open(path).close();
        }
        over.set(true);
        watcher.join();

        assertThat(seen).isSubsetOf("rw-------");
    }

    @Test
    void bindsPathsUpToTheLongestAddress() {
        Path longest = directory.resolve("n".repeat(107 - directory.toString().length() - 1));
        try (ListeningSocket socket = open(longest)) {
            assertThat(socket.address()).isEqualTo("unix:" + longest);
        }

        Path longer = directory.resolve("n".repeat(107 - directory.toString().length()));
        assertThatThrownBy(() -> open(longer)).isInstanceOf(ListenException.class);
        assertThat(longer).doesNotExist();
    }
}
