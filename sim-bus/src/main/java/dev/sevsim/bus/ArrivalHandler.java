package dev.sevsim.bus;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/** The receiving end of a channel: only hands over, never runs party code. */
final class ArrivalHandler extends ChannelInboundHandlerAdapter {
    private final BusEndpoint endpoint;
    private final Dispatcher dispatcher;

    ArrivalHandler(BusEndpoint endpoint, Dispatcher dispatcher) {
        this.endpoint = endpoint;
        this.dispatcher = dispatcher;
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
        dispatcher.failed(cause);
    }
}
