package dev.sevsim.bridge;

import dev.sevsim.abi.Bytes;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/** A client of the server whose test decides how far it follows the protocol, with a memory of one mapping at 0x10000. */
final class TestClient implements AutoCloseable {
    static final long BASE = 0x10000;

    private static final AtomicLong PROCESSES = new AtomicLong();
    private static final int DEV_SEV = 1;
    private static final int DEV_KVM = 2;
    private static final int SIZE = 0x10000;

    private final SocketChannel socket;
    private final byte[] memory = new byte[SIZE];
    private long lastFile;

    TestClient(Path server) throws IOException {
        socket = SocketChannel.open(UnixDomainSocketAddress.of(server));
    }

    /** A client that has joined a group as a process of its own. */
    static TestClient joined(Path server, int group) throws IOException {
        return joined(server, group, PROCESSES.incrementAndGet());
    }

    /** A client that has joined a group as one of the connections of a process. */
    static TestClient joined(Path server, int group, long process) throws IOException {
        TestClient client = new TestClient(server);
        client.hello(Message.VERSION, process, group);
        assertResult(client.result(), 0);
        return client;
    }

    private static void assertResult(long is, long expected) {
        if (is != expected) {
            throw new AssertionError("result " + is + ", expected " + expected);
        }
    }

    void hello(int version, long process, int group) throws IOException {
        byte[] name = new byte[Message.GROUP_BYTES];
        Arrays.fill(name, (byte) group);
        send(1, buffer(12 + name.length).putInt(version).putLong(process).put(name));
    }

    long openSev() throws IOException {
        return open(DEV_SEV);
    }

    long openKvm() throws IOException {
        return open(DEV_KVM);
    }

    private long open(int device) throws IOException {
        send(2, buffer(8).putInt(device).putInt(2));
        return result();
    }

    long ioctl(int fd, long file, int request, long argument) throws IOException {
        sendIoctl(fd, file, request, argument);
        return result();
    }

    void sendIoctl(int fd, long file, int request, long argument) throws IOException {
        send(3, buffer(24).putInt(fd).putLong(file).putInt(request).putLong(argument));
    }

    /** Number of the file that was installed last. */
    long lastFile() {
        return lastFile;
    }

    void write(long address, Bytes content) {
        content.copyTo(memory, (int) (address - BASE));
    }

    Bytes read(long address, int length) {
        return Bytes.copyOf(memory, (int) (address - BASE), length);
    }

    static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Sends a message whose fields are what was put into a buffer. */
    void send(int type, ByteBuffer fields) throws IOException {
        fields.flip();
        raw(buffer(5 + fields.remaining())
                .putInt(1 + fields.remaining())
                .put((byte) type)
                .put(fields));
    }

    /** Sends what was put into a buffer as it is. */
    void raw(ByteBuffer bytes) throws IOException {
        bytes.flip();
        while (bytes.hasRemaining()) {
            socket.write(bytes);
        }
    }

    /** Type of the next message, whose fields stay in the answer. */
    ByteBuffer next() throws IOException {
        ByteBuffer head = receive(4);
        return receive(head.getInt());
    }

    /** Answers questions until the result comes. */
    long result() throws IOException {
        while (true) {
            ByteBuffer message = next();
            int type = message.get();
            if (type == 16) {
                return message.getLong();
            }
            answer(type, message);
        }
    }

    private void answer(int type, ByteBuffer question) throws IOException {
        switch (type) {
            case 17 -> {
                long address = question.getLong();
                int length = question.getInt();
                ByteBuffer data = buffer(length);
                send(5, has(address, length) ? data.put(memory, (int) (address - BASE), length) : data);
            }
            case 18 -> {
                long address = question.getLong();
                boolean fits = has(address, question.remaining());
                if (fits) {
                    question.get(memory, (int) (address - BASE), question.remaining());
                }
                number(fits ? 0 : -14);
            }
            case 19 -> number(has(question.getLong(), question.getLong()) ? 1 : 0);
            case 20 -> {
                lastFile = question.getLong();
                number(10 + lastFile);
            }
            default -> number(0);
        }
    }

    void number(long value) throws IOException {
        send(6, buffer(8).putLong(value));
    }

    private static boolean has(long address, long length) {
        return address >= BASE && length <= SIZE && address + length <= BASE + SIZE;
    }

    private ByteBuffer receive(int bytes) throws IOException {
        ByteBuffer into = buffer(bytes);
        while (into.hasRemaining()) {
            if (socket.read(into) < 0) {
                throw new EOFException("the server has closed the connection");
            }
        }
        return into.flip();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
