package dev.sevsim.bridge;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/** Reads and writes messages on a socket that never blocks longer than a peer may take. */
final class MessageChannel implements AutoCloseable {
    private static final int LENGTH_BYTES = 4;
    private static final int INPUT_BYTES = 1 << 16;
    private static final int OUTPUT_BYTES = 1 << 12;

    private final SocketChannel socket;
    private final Selector selector;
    private final SelectionKey key;
    private final long patienceMillis;
    private final Spin spin = new Spin(RealTime::nanos);
    private ByteBuffer input = buffer(INPUT_BYTES).limit(0);
    private ByteBuffer output = buffer(OUTPUT_BYTES);

    /**
     * Takes over a socket.
     *
     * @param patienceMillis how long the peer may take for an answer, and for reading what is written
     */
    MessageChannel(SocketChannel socket, long patienceMillis) throws IOException {
        this.socket = socket;
        this.patienceMillis = patienceMillis;
        socket.configureBlocking(false);
        selector = Selector.open();
        key = socket.register(selector, 0);
    }

    /** The socket, to be registered for input. */
    SocketChannel socket() {
        return socket;
    }

    /**
     * The next message, as far as it has arrived. Its fields are valid until the next one is read.
     *
     * @throws ProtocolException for an unknown type and for a length of 0 or above {@link Message#MOST_BYTES}
     * @throws EOFException when the peer has closed the connection
     */
    Optional<Message> poll() throws IOException {
        return hasArrived() ? Optional.of(take()) : Optional.empty();
    }

    /** Whether the next message is there, after reading what the socket has; as {@link #poll}. */
    boolean hasArrived() throws IOException {
        return has(LENGTH_BYTES) && has(LENGTH_BYTES + length());
    }

    /** Whether a whole message was read already, or whatever the next {@link #poll} throws for. */
    boolean hasMessage() {
        return input.remaining() >= LENGTH_BYTES && input.remaining() >= LENGTH_BYTES + length();
    }

    /** Waits for a message; as {@link #poll}, and an {@link IOException} where the peer takes too long. */
    Message await() throws IOException {
        while (!spin.finds(this::hasArrived)) {
            awaitReady(SelectionKey.OP_READ);
        }
        return take();
    }

    /** Begins a message whose fields, at most {@code bytes}, are put into the buffer; {@link #send} ends it. */
    ByteBuffer begin(MessageType type, int bytes) {
        if (output.capacity() < LENGTH_BYTES + 1 + bytes) {
            output = buffer(LENGTH_BYTES + 1 + bytes);
        }
        output.clear();
        return output.putInt(0).put((byte) type.code());
    }

    /** Writes the message that was begun. */
    void send() throws IOException {
        output.putInt(0, output.position() - LENGTH_BYTES);
        output.flip();
        while (output.hasRemaining()) {
            if (socket.write(output) == 0) {
                awaitReady(SelectionKey.OP_WRITE);
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        selector.close();
    }

    /** Length of the message at the input's position, whose first four bytes are there. */
    private int length() {
        int length = input.getInt(input.position());
        if (length <= 0 || length > Message.MOST_BYTES) {
            throw new ProtocolException(
                    "a message of " + Integer.toUnsignedString(length) + " bytes, expected 1 to " + Message.MOST_BYTES);
        }
        return length;
    }

    /** The message at the input's position, all of which is there. */
    private Message take() {
        int length = input.getInt();
        int code = Byte.toUnsignedInt(input.get());
        ByteBuffer fields = input.slice(input.position(), length - 1).order(ByteOrder.LITTLE_ENDIAN);
        input.position(input.position() + length - 1);
        MessageType type = MessageType.fromCode(code)
                .orElseThrow(() -> new ProtocolException("a message of type " + code + ", which is unknown"));
        return new Message(type, fields);
    }

    /** Whether so many bytes are in the input, after reading what the socket has. */
    private boolean has(int bytes) throws IOException {
        if (input.remaining() >= bytes) {
            return true;
        }
        // Room for the whole message behind what is there: the buffer grows for a long message and is kept.
        if (input.capacity() < bytes) {
            input = buffer(bytes).put(input).flip();
        } else if (input.capacity() - input.position() < bytes) {
            input.compact().flip();
        }
        // The buffer is read at its position and filled at its limit.
        int start = input.position();
        input.position(input.limit()).limit(input.capacity());
        int n = socket.read(input);
        input.limit(input.position()).position(start);
        if (n < 0) {
            throw new EOFException("the connection was closed");
        }
        return input.remaining() >= bytes;
    }

    /** Waits until the socket can be read or written, as long as the peer may take. */
    private void awaitReady(int operation) throws IOException {
        key.interestOps(operation);
        if (selector.select(patienceMillis) == 0) {
            throw new ProtocolException("no answer for " + patienceMillis + " ms");
        }
        selector.selectedKeys().clear();
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
