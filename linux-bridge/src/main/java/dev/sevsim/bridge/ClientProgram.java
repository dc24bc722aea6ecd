package dev.sevsim.bridge;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.host.process.RemoteCaller;
import dev.sevsim.host.process.RemoteFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A program with one or more connections: asks its supervisor for memory and descriptors while a system call is in progress.
 *
 * <p>After a fault of the connection everything fails, so that a call ends as that of a program without memory.
 */
final class ClientProgram implements RemoteCaller {
    /** Bytes of a program's memory in one message. */
    private static final int PIECE = 256 << 10;

    private MessageChannel channel;
    private @Nullable String problem;

    /** The program behind a channel. */
    ClientProgram(MessageChannel channel) {
        this.channel = channel;
    }

    /** Another of the program's threads makes the next call, on a channel that nothing else reads while it is in progress. */
    void callsOn(MessageChannel other) {
        channel = other;
        problem = null;
    }

    /**
     * Checks that no question failed.
     *
     * @throws ProtocolException when the connection is of no use since then
     */
    void requireSound() {
        if (problem != null) {
            throw new ProtocolException(problem);
        }
    }

    @Override
    public Optional<Bytes> read(long address, int length) {
        byte[] content = new byte[length];
        for (int done = 0; done < length; ) {
            int n = Math.min(length - done, PIECE);
            long at = address + done;
            Optional<Bytes> piece =
                    data(MessageType.READ, fields -> fields.putLong(at).putInt(n), n);
            if (piece.isEmpty()) {
                return Optional.empty();
            }
            piece.get().copyTo(content, done);
            done += n;
        }
        return Optional.of(Bytes.copyOf(content));
    }

    @Override
    public boolean write(long address, Bytes content) {
        for (int done = 0; done < content.length(); ) {
            Bytes piece = content.slice(done, Math.min(content.length(), done + PIECE));
            if (number(MessageType.WRITE, withBytes(address + done, piece), Long.BYTES + piece.length(), -1) != 0) {
                return false;
            }
            done += piece.length();
        }
        return true;
    }

    @Override
    public boolean isMapped(long address, long length) {
        return number(MessageType.PROBE, fields -> fields.putLong(address).putLong(length), 2 * Long.BYTES, 0) == 1;
    }

    @Override
    public int install(RemoteFile file) {
        byte[] name = file.linkName().getBytes(StandardCharsets.UTF_8);
        return (int) number(
                MessageType.INSTALL,
                fields -> fields.putLong(file.number())
                        .putInt(file.mappableBytes())
                        .put(name),
                Long.BYTES + Integer.BYTES + name.length,
                -Errno.EIO.code());
    }

    @Override
    public OptionalLong find(int descriptor) {
        long file = number(MessageType.FIND, fields -> fields.putInt(descriptor), Integer.BYTES, 0);
        return file == 0 ? OptionalLong.empty() : OptionalLong.of(file);
    }

    @Override
    public Optional<Bytes> readPages(RemoteFile file, int length) {
        return data(
                MessageType.READ_PAGES, fields -> fields.putLong(file.number()).putInt(length), length);
    }

    @Override
    public boolean writePages(RemoteFile file, Bytes content) {
        return number(MessageType.WRITE_PAGES, withBytes(file.number(), content), Long.BYTES + content.length(), -1)
                == 0;
    }

    /** Puts the fields of a question. */
    @FunctionalInterface
    private interface Fields {
        void putTo(ByteBuffer fields);
    }

    /** A number of eight bytes and bytes behind it. */
    private static Fields withBytes(long first, Bytes content) {
        return fields -> fields.putLong(first).put(content.asLittleEndian());
    }

    /** Exactly {@code expected} bytes, or none where the program has no such memory. */
    private Optional<Bytes> data(MessageType question, Fields fields, int expected) {
        return ask(question, fields, Long.BYTES + Integer.BYTES, MessageType.DATA)
                .map(Message::rest)
                .filter(content -> {
                    if (content.length() != expected && !content.isEmpty()) {
                        problem = content.length() + " bytes for " + question + " of " + expected;
                    }
                    return content.length() == expected;
                });
    }

    /** The number that answers a question, or {@code otherwise} where the connection fails. */
    private long number(MessageType question, Fields fields, int bytes, long otherwise) {
        return ask(question, fields, bytes, MessageType.NUMBER)
                .filter(answer -> answer.fields().remaining() == Long.BYTES)
                .map(answer -> answer.fields().getLong())
                .orElse(otherwise);
    }

    /**
     * Sends a question and waits for its answer; nothing else may come in between. The first failure is kept and ends the
     * connection after the call, which until then goes on as that of a program without memory.
     */
    private Optional<Message> ask(MessageType question, Fields fields, int bytes, MessageType answer) {
        if (problem != null) {
            return Optional.empty();
        }
        try {
            fields.putTo(channel.begin(question, bytes));
            channel.send();
            Message message = channel.await();
            if (message.type() == answer) {
                return Optional.of(message);
            }
            problem = message.type() + " as the answer to " + question;
            return Optional.empty();
        } catch (IOException | ProtocolException e) {
            problem = question + " was not answered: " + e.getMessage();
            return Optional.empty();
        }
    }
}
