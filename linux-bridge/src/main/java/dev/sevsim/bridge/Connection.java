package dev.sevsim.bridge;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.bus.frame.DevicePath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One connection, which is a thread of a process: answers its system calls. */
final class Connection implements AutoCloseable {
    private static final int HELLO_BYTES = Integer.BYTES + Long.BYTES + Message.GROUP_BYTES;
    private static final int IOCTL_BYTES = 2 * Integer.BYTES + 2 * Long.BYTES;

    /** What KVM_RUN returns for a vCPU that a real host would put to sleep. */
    private static final Set<Long> WAITING = Set.of((long) -Errno.EINTR.code(), (long) -Errno.EAGAIN.code());

    private final MessageChannel channel;
    private final ProgramGroups groups;
    private ProgramGroups.@Nullable Member member;
    private OptionalLong withheld = OptionalLong.empty();

    /** A connection that has sent nothing so far. */
    Connection(MessageChannel channel, ProgramGroups groups) {
        this.channel = channel;
        this.groups = groups;
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
                member.client().callsOn(channel);
                perform(member, call.get());
                member.client().requireSound();
            }
            if (withheld.isPresent()) {
                return false;
            }
            // A thread waits for its result: there is no more to be read, if it is no client of a kind of its own.
            if (!channel.hasMessage()) {
                return false;
            }
        }
        return true;
    }

    /** Whether the result of the last call is withheld, because its vCPU waits for another one. */
    boolean isWithheld() {
        return withheld.isPresent();
    }

    /** Sends the result that was withheld, if there is one. */
    void release() throws IOException {
        OptionalLong value = withheld;
        withheld = OptionalLong.empty();
        if (value.isPresent()) {
            result(value.getAsLong());
        }
    }

    /** Whether a call has arrived, or the end of the connection. */
    boolean hasArrived() {
        try {
            return channel.hasArrived();
        } catch (IOException | ProtocolException e) {
            return true; // Serving it meets the same.
        }
    }

    /** Leaves its group: the process has ended. */
    @Override
    public void close() throws IOException {
        ProgramGroups.Member left = member;
        member = null;
        try {
            channel.close();
        } finally {
            if (left != null) {
                groups.leave(left);
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
    private ProgramGroups.Member join(Message hello) throws IOException {
        if (hello.type() != MessageType.HELLO) {
            throw new ProtocolException(hello.type() + " before HELLO");
        }
        ByteBuffer fields = hello.withFields(HELLO_BYTES).fields();
        int version = fields.getInt();
        long process = fields.getLong();
        if (version != Message.VERSION) {
            result(-Errno.EINVAL.code());
            throw new ProtocolException(
                    "process " + process + " has version " + version + " of the protocol, expected " + Message.VERSION);
        }
        Bytes group = hello.rest();
        result(0);
        // A wrong name makes a new group without files: it gives nothing away.
        return groups.join(group, process, channel);
    }

    /** One system call, or the close of a file. */
    private void perform(ProgramGroups.Member of, Message call) throws IOException {
        release();
        switch (call.type()) {
            case OPEN -> {
                ByteBuffer fields = call.withFields(2 * Integer.BYTES).fields();
                Optional<DevicePath> device = DevicePath.fromCode(fields.getInt());
                int flags = fields.getInt();
                result(device.map(path -> of.program().open(path, flags)).orElse((long) -Errno.ENOENT.code()));
            }
            case IOCTL -> {
                ByteBuffer fields = call.withFields(IOCTL_BYTES).fields();
                int descriptor = fields.getInt();
                long file = fields.getLong();
                int request = fields.getInt();
                long value = of.program().ioctl(descriptor, file, request, fields.getLong());
                if (request == Ioctl.KVM_RUN && WAITING.contains(value)) {
                    withheld = OptionalLong.of(value);
                } else {
                    result(value);
                }
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
