package dev.sevsim.service;

import dev.sevsim.abi.Bytes;
import dev.sevsim.service.OwnerRoutes.Call;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection with one request. */
final class OwnerHttpHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(OwnerHttpHandler.class);

    private final Shared shared;
    private boolean asked;

    /**
     * What all connections of a server share.
     *
     * @param routes answers the requests
     * @param connections the open ones
     * @param workers threads for the answers
     * @param deadline time for receiving a request, and for sending its answer
     */
    record Shared(OwnerRoutes routes, Connections connections, Executor workers, Duration deadline) {}

    OwnerHttpHandler(Shared shared) {
        this.shared = shared;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        later(context, () -> {
            if (!asked) {
                refuse(
                        context,
                        ProblemKind.TOO_SLOW,
                        "no whole request within " + shared.deadline().toSeconds() + " seconds");
            }
        });
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (asked) {
            return;
        }
        if (request.decoderResult().isFailure()) {
            refuseUnreadable(context, request.decoderResult().cause());
            return;
        }
        asked = true;
        shared.connections().hasAsked(context.channel());
        Call call = new Call(
                request.method().name(),
                request.uri(),
                request.headers().get(HttpHeaderNames.CONTENT_TYPE, ""),
                Bytes.copyOf(ByteBufUtil.getBytes(request.content())));
        try {
            shared.workers().execute(() -> write(context, answer(call)));
        } catch (RejectedExecutionException e) {
            write(context, HttpAnswer.problem(ProblemKind.BUSY, "too many requests are waiting"));
        }
    }

    /** Refuses a request that was not received whole. */
    void refuse(ChannelHandlerContext context, ProblemKind kind, String detail) {
        if (!asked) {
            asked = true;
            write(context, HttpAnswer.problem(kind, detail));
        }
    }

    private void refuseUnreadable(ChannelHandlerContext context, Throwable cause) {
        boolean tooLong = cause instanceof TooLongHttpHeaderException || cause instanceof TooLongHttpLineException;
        refuse(
                context,
                tooLong ? ProblemKind.TOO_LARGE : ProblemKind.MALFORMED,
                tooLong ? "the request line or the headers are too long" : "this is no HTTP request");
    }

    /** A failure of ours ends this request alone; the client gets its class, the log all of it. */
    private HttpAnswer answer(Call call) {
        try {
            HttpAnswer answer = shared.routes().answer(call);
            LOG.debug("{} {}: {}", call.method(), call.path(), answer.status().code());
            return answer;
        } catch (RuntimeException e) {
            LOG.error("{} {} failed", call.method(), call.path(), e);
            return HttpAnswer.problem(ProblemKind.INTERNAL, e.getClass().getSimpleName());
        }
    }

    private void write(ChannelHandlerContext context, HttpAnswer answer) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                answer.status(),
                Unpooled.wrappedBuffer(answer.body().toArray()));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, answer.contentType())
                .set(HttpHeaderNames.CONTENT_LENGTH, answer.body().length())
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        answer.allow().ifPresent(method -> response.headers().set(HttpHeaderNames.ALLOW, method));
        var unused = context.writeAndFlush(response)
                .addListener(done -> {
                    // A client that is still sending would lose the answer to a reset, so only our side ends at once.
                    if (done.isSuccess() && context.channel() instanceof DuplexChannel duplex) {
                        var ignored = duplex.shutdownOutput();
                    }
                })
                .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        later(context, () -> {
            var ignored = context.close();
        });
    }

    private void later(ChannelHandlerContext context, Runnable action) {
        var unused = context.executor().schedule(action, shared.deadline().toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        var unused = context.close();
    }
}
