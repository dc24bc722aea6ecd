package dev.sevsim.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MessageChannelTest {
    private static final int PATIENCE_MILLIS = 50;

    @TempDir
    private Path directory;

    private SocketChannel peer;
    private MessageChannel channel;

    @BeforeEach
    void connect() throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("socket"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            peer = SocketChannel.open(address);
            channel = new MessageChannel(server.accept(), PATIENCE_MILLIS);
        }
    }

    @AfterEach
    void close() throws IOException {
        peer.close();
        channel.close();
    }

    private void write(byte[] bytes, int from, int length) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes, from, length);
        while (rest.hasRemaining()) {
            peer.write(rest);
        }
    }

    private static byte[] message(MessageType type, byte[] fields) {
        byte[] message = new byte[5 + fields.length];
        ByteBuffer.wrap(message)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(1 + fields.length)
                .put((byte) type.code())
                .put(fields);
        return message;
    }

    @Test
    void readsMessagesThatComeInPiecesAndTogether() throws IOException {
        byte[] whole = message(MessageType.NUMBER, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        write(whole, 0, 3);
        assertThat(channel.poll()).isEmpty();
        write(whole, 3, whole.length - 3);
        write(message(MessageType.DATA, new byte[0]), 0, 5);

        assertThat(channel.await().fields().getLong()).isEqualTo(0x0807_0605_0403_0201L);
        assertThat(channel.poll().map(Message::type)).isEqualTo(Optional.of(MessageType.DATA));
        assertThat(channel.poll()).isEmpty();
    }

    @Test
    void readsTheLongestMessageAfterAShortOne() throws IOException {
        byte[] longest = new byte[Message.MOST_BYTES - 1];
        longest[longest.length - 1] = 7;
        write(message(MessageType.CLOSE, new byte[8]), 0, 13);
        Thread writer = new Thread(() -> {
            try {
                write(message(MessageType.DATA, longest), 0, 5 + longest.length);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        writer.start();

        assertThat(channel.await().type()).isEqualTo(MessageType.CLOSE);
        assertThat(channel.await().rest().toArray()).isEqualTo(longest);
    }

    @Test
    void writesMessagesWithTheirLength() throws IOException {
        channel.begin(MessageType.RESULT, 8).putLong(-14);
        channel.send();
        ByteBuffer read = ByteBuffer.allocate(13).order(ByteOrder.LITTLE_ENDIAN);
        while (read.hasRemaining()) {
            peer.read(read);
        }
        read.flip();

        assertThat(read.getInt()).isEqualTo(9);
        assertThat(read.get()).isEqualTo((byte) 16);
        assertThat(read.getLong()).isEqualTo(-14);
    }

    @Test
    void endsWithItsPeerAndWithoutAnAnswer() throws IOException {
        assertThatThrownBy(() -> channel.await())
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("no answer for 50 ms");
        peer.close();
        assertThatThrownBy(() -> channel.poll()).isInstanceOf(EOFException.class);
    }
}
