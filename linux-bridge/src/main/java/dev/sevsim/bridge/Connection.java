package dev.sevsim.bridge;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.machine.RemotePrograms;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One connection, which is one process: answers its system calls. */
final class Connection implements AutoCloseable {
    private static final int HELLO_BYTES = 2 * Integer.BYTES + Message.GROUP_BYTES;
    private static final int IOCTL_BYTES = 2 * Integer.BYTES + 2 * Long.BYTES;

    private final MessageChannel channel;
    private final ProgramGroups groups;
    private final ClientProgram client;
    private @Nullable Member member;

    /** A place in a group. */
    private record Member(Bytes group, RemotePrograms programs, RemotePrograms.Program program) {}

    /** A connection that has sent nothing so far. */
    Connection(MessageChannel channel, ProgramGroups groups) {
        this.channel = channel;
        this.groups = groups;
        this.client = new ClientProgram(channel);
    }

    /**
     * Answers at most {@code most} calls that have arrived.
     *
     * @return whether more may have arrived
     * @throws IOException when the connection has ended
     * @throws ProtocolException for a message that the protocol does not have
     */
    boolean serve(int most) throws IOException {
        for (int served = 0; served < most; served++) {
            Optional<Message> call = channel.poll();
            if (call.isEmpty()) {
                return false;
            }
            if (member == null && call.get().type() == MessageType.FILES) {
                listFiles();
            } else if (member == null) {
                member = join(call.get());
            } else {
                perform(member, call.get());
            }
            client.requireSound();
        }
        return true;
    }

    /** Leaves its group: the process has ended. */
    @Override
    public void close() throws IOException {
        Member left = member;
        member = null;
        try {
            channel.close();
        } finally {
            if (left != null) {
                left.program().end();
                groups.leave(left.group());
            }
        }
    }

    /** Sends the list of the host's files, which a supervisor needs before its program is there. */
    private void listFiles() throws IOException {
        byte[] list = groups.files().content().toArray();
        var unused = channel.begin(MessageType.FILE_LIST, list.length).put(list);
        channel.send();
    }

    /** The first message: states who it is and joins a group. */
    private Member join(Message hello) throws IOException {
        if (hello.type() != MessageType.HELLO) {
            throw new ProtocolException(hello.type() + " before HELLO");
        }
        ByteBuffer fields = hello.withFields(HELLO_BYTES).fields();
        int version = fields.getInt();
        int pid = fields.getInt();
        if (version != Message.VERSION) {
            result(-Errno.EINVAL.code());
            throw new ProtocolException(
                    "process " + pid + " has version " + version + " of the protocol, expected " + Message.VERSION);
        }
        Bytes group = hello.rest();
        result(0);
        // A wrong name makes a new group without files: it gives nothing away.
        RemotePrograms programs = groups.join(group);
        return new Member(group, programs, programs.attach(client));
    }

    /** One system call, or the close of a file. */
    private void perform(Member of, Message call) throws IOException {
        switch (call.type()) {
            case OPEN -> {
                ByteBuffer fields = call.withFields(2 * Integer.BYTES).fields();
                Optional<DevicePath> device = DevicePath.fromCode(fields.getInt());
                int flags = fields.getInt();
                result(device.map(path -> of.program().open(path, flags)).orElse((long) -Errno.ENOENT.code()));
            }
            case IOCTL -> {
                ByteBuffer fields = call.withFields(IOCTL_BYTES).fields();
                result(of.program().ioctl(fields.getInt(), fields.getLong(), fields.getInt(), fields.getLong()));
            }
            case CLOSE -> {
                of.programs().close(call.withFields(Long.BYTES).fields().getLong());
                result(0);
            }
            default -> throw new ProtocolException(call.type() + " where a system call was expected");
        }
    }

    /** Ends a call. */
    private void result(long value) throws IOException {
        channel.begin(MessageType.RESULT, Long.BYTES).putLong(value);
        channel.send();
    }
}
