package dev.sevsim.io.socket;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** A client's connection under flow control; an exception closes it. */
public abstract class FlowHandler extends ChannelInboundHandlerAdapter {
    private final ClientFlow flow;

    protected FlowHandler(ClientFlow flow) {
        this.flow = flow;
    }

    protected final ClientFlow flow() {
        return flow;
    }

    @Override
    public final void channelWritabilityChanged(ChannelHandlerContext context) {
        flow.resume(context.channel());
    }

    @Override
    public final void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        var unused = context.close();
    }
}
