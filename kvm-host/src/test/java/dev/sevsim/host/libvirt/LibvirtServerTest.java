package dev.sevsim.host.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.io.socket.ListenAddress;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that keep to no rule harm neither the server nor each other. */
@Timeout(30)
class LibvirtServerTest {
    private static final LibvirtLimits LIMITS = new LibvirtLimits(4096, 3, 2, 4096, Duration.ofMillis(300));

    @TempDir
    private Path directory;

    private final RecordedGuest guest = new RecordedGuest();
    private LibvirtServer server = serverOf(guest);

    private static LibvirtServer serverOf(RecordedGuest guest) {
        return new LibvirtServer(LIMITS, RecordedGuest.domain("<domain/>", "<host/>"), task -> task.accept(guest));
    }

    @BeforeEach
    void listen() {
        server = serverOf(guest);
        server.listen(ListenAddress.ofPath(directory.resolve("libvirt.sock")));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private SocketChannel connect() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("libvirt.sock")));
    }

    private static Bytes hostnameCall(int serial) {
        return new RpcMessage(RpcMessage.REMOTE_PROGRAM, 1, 59, 0, serial, 0, Bytes.EMPTY).encode();
    }

    private static void send(SocketChannel to, Bytes bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes.toArray());
        while (buffer.hasRemaining()) {
            to.write(buffer);
        }
    }

    private static RpcMessage receive(SocketChannel from) throws IOException {
        int length = read(from, 4).getInt(0);
        return RpcMessage.decode(Bytes.copyOf(read(from, length - 4).array(), 0, length - 4));
    }

    private static ByteBuffer read(SocketChannel from, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (from.read(buffer) < 0) {
                throw new IOException("closed");
            }
        }
        return buffer;
    }

    private static void isClosed(SocketChannel channel) throws IOException {
        int got;
        try {
            got = channel.read(ByteBuffer.allocate(1));
        } catch (IOException e) {
            got = -1;
        }
        assertThat(got).isEqualTo(-1);
    }

    private void stillServes() throws IOException {
        try (SocketChannel client = connect()) {
            send(client, hostnameCall(5));
            assertThat(receive(client).payload().toUtf8()).contains("remote-hypervisor");
        }
    }

    @Test
    void takesPacketsInPiecesAndManyAtOnce() throws IOException {
        try (SocketChannel client = connect()) {
            Bytes call = hostnameCall(0);
            send(client, call.slice(0, 3));
            send(client, Bytes.concat(call.from(3), hostnameCall(1), hostnameCall(2), hostnameCall(3)));
            for (int serial = 0; serial < 4; serial++) {
                assertThat(receive(client).serial()).isEqualTo(serial);
            }
        }
    }

    @Test
    void closesAConnectionWithoutPackets() throws IOException {
        for (String head : List.of("00000000", "0000001b", "00001001", "7fffffff", "ffffffff", "47455420")) {
            try (SocketChannel client = connect()) {
                send(client, Bytes.concat(Bytes.fromHex(head), Bytes.zeros(64)));
                isClosed(client);
            }
        }
        stillServes();
    }

    @Test
    void closesConnectionsThatStallOrSendNothing() throws IOException {
        try (SocketChannel half = connect();
                SocketChannel silent = connect()) {
            send(half, hostnameCall(0).slice(0, 20));
            isClosed(half);
            isClosed(silent);
        }
        stillServes();
    }

    @Test
    void closesTheConnectionOfOneClientTooMany() throws IOException {
        List<SocketChannel> clients = new ArrayList<>();
        for (int i = 0; i < LIMITS.connections(); i++) {
            SocketChannel client = connect();
            send(client, hostnameCall(i));
            assertThat(receive(client).serial()).isEqualTo(i);
            clients.add(client);
        }
        try (SocketChannel oneTooMany = connect()) {
            isClosed(oneTooMany);
        }
        for (SocketChannel client : clients) {
            client.close();
        }
        assertThat(guest.injected).isEmpty();
    }
}
