package dev.sevsim.bus;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/** The receiving end of a channel: only hands over, never runs party code. */
final class ArrivalHandler extends ChannelInboundHandlerAdapter {
    private final BusEndpoint endpoint;

    ArrivalHandler(BusEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            endpoint.arrived((ByteBuf) message);
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        endpoint.dispatcher().failed(cause);
    }
}
