package dev.sevsim.host.vmm;

import dev.sevsim.io.socket.ListenAddress;
import dev.sevsim.io.socket.ListeningSocket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalInt;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The guest's serial port on a socket, for one client at a time; others wait, so that a client can connect again at once.
 *
 * <p>The last 64 KiB that the guest printed without a client are sent to the next one; output that a client does not read fast enough is lost (our choice).
 */
public final class SerialSocket implements ConsoleSession, AutoCloseable {
    private static final int INPUT_BYTES = 4096;
    private static final int PIECE = 1024;
    private static final int WAITING_CLIENTS = 8;
    private static final int BACKLOG_BYTES = 64 << 10;

    private final Runnable typed;
    private final ListeningSocket socket;
    private final Queue<Integer> input = new ArrayDeque<>();
    private final byte[] output = new byte[PIECE];
    private final Deque<ByteBuf> backlog = new ArrayDeque<>();
    private int length;
    private final Queue<Channel> waiting = new ArrayDeque<>();
    private @Nullable Channel client;

    /** Listens; {@code typed} is called on another thread when the client has typed something. */
    public SerialSocket(ListenAddress address, Runnable typed) {
        this.typed = typed;
        this.socket = ListeningSocket.open(address, Line::new);
    }

    /** Where it listens. */
    public String address() {
        return socket.address();
    }

    @Override
    public synchronized void printed(int value) {
        output[length++] = (byte) value;
        if (length == PIECE || value == '\n') {
            flush();
        }
    }

    @Override
    public synchronized void flush() {
        if (length > 0) {
            hand(Unpooled.copiedBuffer(output, 0, length));
        }
        length = 0;
    }

    @Override
    public synchronized boolean hasInput() {
        return !input.isEmpty();
    }

    @Override
    public synchronized OptionalInt nextInput() {
        Integer next = input.poll();
        Channel from = client;
        if (from != null && !from.config().isAutoRead() && input.size() < INPUT_BYTES / 2) {
            from.config().setAutoRead(true);
        }
        return next == null ? OptionalInt.empty() : OptionalInt.of(next);
    }

    @Override
    public void close() {
        flush();
        socket.close();
    }

    private void hand(ByteBuf bytes) {
        Channel to = client;
        if (to == null) {
            backlog.add(bytes);
            while (backlog.stream().mapToInt(ByteBuf::readableBytes).sum() > BACKLOG_BYTES) {
                backlog.remove();
            }
        } else if (to.isWritable()) {
            var unused = to.writeAndFlush(bytes);
        }
    }

    /** False when too many clients wait. */
    private synchronized boolean connect(Channel channel) {
        if (client == null) {
            serve(channel);
            return true;
        }
        channel.config().setAutoRead(false);
        return waiting.size() < WAITING_CLIENTS && waiting.add(channel);
    }

    private void serve(Channel channel) {
        client = channel;
        while (!backlog.isEmpty()) {
            var unused = channel.writeAndFlush(backlog.remove());
        }
        channel.config().setAutoRead(true);
    }

    private synchronized void disconnect(Channel channel) {
        waiting.remove(channel);
        if (channel.equals(client)) {
            client = null;
            Channel next = waiting.poll();
            if (next != null) {
                serve(next);
            }
        }
    }

    private synchronized void type(Channel from, ByteBuf bytes) {
        while (from.equals(client) && bytes.isReadable()) {
            input.add((int) bytes.readUnsignedByte());
        }
        if (input.size() >= INPUT_BYTES) {
            from.config().setAutoRead(false);
        }
    }

    /** One connection; a second one at the same time waits until the first has ended. */
    private final class Line extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext context) {
            if (!connect(context.channel())) {
                var unused = context.close();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            disconnect(context.channel());
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            try {
                type(context.channel(), bytes);
            } finally {
                bytes.release();
            }
            typed.run();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            var unused = context.close();
        }
    }
}
