package dev.sevsim.host.libvirt;

import dev.sevsim.abi.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A client's socket: cuts its input into packets and keeps it within its limits. */
final class LibvirtConnection extends ChannelInboundHandlerAdapter {
    private final LibvirtServer server;
    private final LibvirtLimits limits;
    private final AtomicInteger unanswered = new AtomicInteger();
    private final ByteBuf input = Unpooled.buffer();
    private @Nullable Future<?> deadline;

    LibvirtConnection(LibvirtServer server, LibvirtLimits limits) {
        this.server = server;
        this.limits = limits;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.channel()
                .config()
                .setWriteBufferWaterMark(new WriteBufferWaterMark(limits.unreadBytes() / 2, limits.unreadBytes()));
        if (!server.admit(this)) {
            var unused = context.close();
            return;
        }
        waitForMore(context);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        server.forget(this);
        stopWaiting();
        input.clear();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            input.writeBytes(bytes);
        } finally {
            bytes.release();
        }
        if (!takePackets(context)) {
            var unused = context.close();
            return;
        }
        input.discardReadBytes();
        if (input.isReadable()) {
            waitForMore(context);
        }
        if (unanswered.get() >= limits.unansweredCalls()) {
            context.channel().config().setAutoRead(false);
            readOn(context.channel());
        }
    }

    /** False for a stream that cannot be cut into packets. */
    private boolean takePackets(ChannelHandlerContext context) {
        while (input.readableBytes() >= RpcMessage.LENGTH_SIZE) {
            int length = input.getInt(input.readerIndex());
            if (length < RpcMessage.LENGTH_SIZE + RpcMessage.HEADER_SIZE || length > limits.packetBytes()) {
                return false;
            }
            if (input.readableBytes() < length) {
                return true;
            }
            stopWaiting();
            byte[] packet = new byte[length - RpcMessage.LENGTH_SIZE];
            input.skipBytes(RpcMessage.LENGTH_SIZE).readBytes(packet);
            Channel channel = context.channel();
            unanswered.incrementAndGet();
            server.call(RpcMessage.decode(Bytes.copyOf(packet)), reply -> answer(channel, reply));
        }
        return true;
    }

    private void answer(Channel channel, RpcMessage reply) {
        unanswered.decrementAndGet();
        var unused = channel.writeAndFlush(Unpooled.wrappedBuffer(reply.encode().toArray()));
        readOn(channel);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        readOn(context.channel());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        var unused = context.close();
    }

    private void readOn(Channel from) {
        if (unanswered.get() < limits.unansweredCalls() && from.isWritable()) {
            from.config().setAutoRead(true);
        }
    }

    private void waitForMore(ChannelHandlerContext context) {
        if (deadline == null) {
            deadline = context.executor()
                    .schedule(
                            () -> {
                                var unused = context.close();
                            },
                            limits.stall().toMillis(),
                            TimeUnit.MILLISECONDS);
        }
    }

    private void stopWaiting() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }
}
