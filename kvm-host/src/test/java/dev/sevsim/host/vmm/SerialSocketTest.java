package dev.sevsim.host.vmm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.io.socket.ListenAddress;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SerialSocketTest {
    private final Semaphore typed = new Semaphore(0);
    private final Path path;
    private final SerialSocket port;

    SerialSocketTest(@TempDir Path directory) {
        path = directory.resolve("s");
        port = new SerialSocket(ListenAddress.ofPath(path), typed::release);
    }

    private SocketChannel client() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(path));
    }

    private static void type(SocketChannel client, String text) throws IOException {
        client.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }

    private String input() throws InterruptedException {
        assertThat(typed.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
        StringBuilder text = new StringBuilder();
        while (port.hasInput()) {
            text.append((char) port.nextInput().orElseThrow());
        }
        return text.toString();
    }

    private static String read(SocketChannel client) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(100);
        int length = client.read(piece);
        return length < 0 ? "(end)" : new String(piece.array(), 0, length, StandardCharsets.US_ASCII);
    }

    @Test
    void acceptsAClientThatConnectsAgainAtOnce() throws Exception {
        try (port) {
            for (int i = 0; i < 50; i++) {
                try (SocketChannel client = client()) {
                    type(client, "line " + i);
                    assertThat(input()).isEqualTo("line " + i);
                }
            }
        }
    }

    @Test
    void letsOthersWaitForTheirTurn() throws Exception {
        try (port;
                SocketChannel second = secondOfTwo()) {
            type(second, "two");
            assertThat(input()).isEqualTo("two");
            "three\n".chars().forEach(port::printed);
            assertThat(read(second)).isEqualTo("three\n");
        }
    }

    /** A client that came while another was there; that one has ended. */
    private SocketChannel secondOfTwo() throws Exception {
        try (SocketChannel first = client()) {
            type(first, "one");
            assertThat(input()).isEqualTo("one");
            SocketChannel second = client();
            "to the first\n".chars().forEach(port::printed);
            assertThat(read(first)).isEqualTo("to the first\n");
            return second;
        }
    }

    @Test
    void boundsThoseWhoWait() throws Exception {
        List<SocketChannel> clients = new ArrayList<>();
        try (port) {
            for (int i = 0; i < 10; i++) {
                clients.add(client());
            }
            assertThat(read(clients.get(9))).as("the tenth").isEqualTo("(end)");
        } finally {
            for (SocketChannel client : clients) {
                client.close();
            }
        }
    }
}
