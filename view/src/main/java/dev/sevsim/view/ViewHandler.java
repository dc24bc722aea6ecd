package dev.sevsim.view;

import dev.sevsim.view.ViewRoutes.Answer;
import dev.sevsim.view.ViewRoutes.Call;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** One connection with one request. */
final class ViewHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final long REQUEST_SECONDS = 10;

    /** What a browser may do with an answer; the page's own policy allows less than this one. */
    private static final Map<String, String> SECURITY = Map.of(
            "Content-Security-Policy",
                    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'; object-src 'none'; connect-src 'self'",
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cross-Origin-Resource-Policy", "same-origin");

    private final ViewRoutes routes;
    private final Executor worker;
    private boolean asked;

    ViewHandler(ViewRoutes routes, Executor worker) {
        this.routes = routes;
        this.worker = worker;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        var unused = context.executor()
                .schedule(
                        () -> {
                            if (!asked) {
                                var ignored = context.close();
                            }
                        },
                        REQUEST_SECONDS,
                        TimeUnit.SECONDS);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (asked) {
            return;
        }
        asked = true;
        if (request.decoderResult().isFailure()) {
            write(context, Answer.problem(HttpResponseStatus.BAD_REQUEST, "this is no HTTP request"));
            return;
        }
        InetSocketAddress local = (InetSocketAddress) context.channel().localAddress();
        Call call = new Call(
                request.method().name(),
                request.uri(),
                request.headers().get(HttpHeaderNames.HOST, ""),
                request.headers().get(HttpHeaderNames.ORIGIN, ""),
                local.getAddress().getHostAddress() + ":" + local.getPort());
        try {
            worker.execute(() -> write(context, answer(call)));
        } catch (RejectedExecutionException e) {
            write(context, Answer.problem(HttpResponseStatus.SERVICE_UNAVAILABLE, "too many launches are waiting"));
        }
    }

    private Answer answer(Call call) {
        try {
            return routes.answer(call);
        } catch (RuntimeException e) {
            return Answer.problem(HttpResponseStatus.INTERNAL_SERVER_ERROR, "internal error, please report it: " + e);
        }
    }

    private static void write(ChannelHandlerContext context, Answer answer) {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, answer.status(), Unpooled.wrappedBuffer(body));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, answer.type())
                .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        SECURITY.forEach((name, value) -> response.headers().set(name, value));
        var unused = context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        var unused = context.close();
    }
}
