package dev.sevsim.host.libvirt;

import dev.sevsim.abi.Bytes;
import dev.sevsim.io.socket.ClientFlow;
import dev.sevsim.io.socket.FlowHandler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;

/** A client's connection: splits its input into packets and applies its limits. */
final class LibvirtConnection extends FlowHandler {
    private final LibvirtServer server;
    private final LibvirtLimits limits;
    // Belongs to the event loop of the channel; bounded by the longest packet, since a longer one closes the
    // connection.
    private final ByteBuf input = Unpooled.buffer();

    LibvirtConnection(LibvirtServer server, LibvirtLimits limits) {
        super(new ClientFlow(limits.unansweredCalls(), limits.unreadBytes(), limits.stall()));
        this.server = server;
        this.limits = limits;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        flow().opened(context.channel());
        if (!server.admit(this)) {
            var unused = context.close();
            return;
        }
        // A client that connects and sends nothing is closed after the stall time.
        flow().await(context, () -> true);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        server.forget(this);
        flow().complete();
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
        // Half a packet is waited for with the same limit as the first byte.
        input.discardReadBytes();
        if (input.isReadable()) {
            flow().await(context, () -> true);
        }
        // No more is read while too many calls are unanswered or too many bytes unread by the client.
        flow().throttle(context.channel());
    }

    /** Returns false for a stream that cannot be split into packets. */
    private boolean takePackets(ChannelHandlerContext context) {
        while (input.readableBytes() >= RpcMessage.LENGTH_SIZE) {
            // Big-endian, and counts its own four bytes.
            int length = input.getInt(input.readerIndex());
            if (length < RpcMessage.LENGTH_SIZE + RpcMessage.HEADER_SIZE || length > limits.packetBytes()) {
                return false;
            }
            if (input.readableBytes() < length) {
                return true;
            }
            flow().complete();
            byte[] packet = new byte[length - RpcMessage.LENGTH_SIZE];
            input.skipBytes(RpcMessage.LENGTH_SIZE).readBytes(packet);
            Channel channel = context.channel();
            flow().received();
            server.call(RpcMessage.decode(Bytes.copyOf(packet)), reply -> answer(channel, reply));
        }
        return true;
    }

    /** May run on the machine's thread: the channel hands the write to its event loop. */
    private void answer(Channel channel, RpcMessage reply) {
        flow().answered();
        var unused = channel.writeAndFlush(Unpooled.wrappedBuffer(reply.encode().toArray()));
        flow().resume(channel);
    }
}
