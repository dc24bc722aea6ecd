package dev.sevsim.service;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;

/** Collects a request up to the maximum length; a longer one is refused and discarded. */
final class WholeRequests extends HttpObjectAggregator {
    private final OwnerHttpHandler handler;
    private final int most;

    WholeRequests(int most, OwnerHttpHandler handler) {
        super(most, true);
        this.most = most;
        this.handler = handler;
    }

    @Override
    protected void handleOversizedMessage(ChannelHandlerContext context, HttpMessage oversized) {
        handler.refuse(context, ProblemKind.TOO_LARGE, "the body has more than " + most + " bytes");
    }
}
