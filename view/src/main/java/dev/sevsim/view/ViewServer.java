package dev.sevsim.view;

import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.io.file.InputException;
import dev.sevsim.io.socket.ListenAddress;
import dev.sevsim.io.socket.ListenException;
import dev.sevsim.io.socket.ListeningSocket;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Serves the page on loopback and runs the launches that it asks for.
 *
 * <p>The address has a token that other pages of a browser do not have. One launch runs at a time and a few wait; further ones, and
 * connections beyond a bound, are refused.
 */
public final class ViewServer implements AutoCloseable {
    /** Source: RFC 6890 section 2.2.2. */
    private static final String LOOPBACK = "127.0.0.1";

    private static final int TOKEN_BYTES = 16;
    private static final int LINE_BYTES = 4096;
    private static final int HEADER_BYTES = 8192;
    private static final int BODY_BYTES = 1024;
    private static final int CONNECTIONS = 32;
    private static final int WAITING = 4;
    private static final long LINGER_SECONDS = 5;

    private final ThreadPoolExecutor worker;
    private final ListeningSocket socket;
    private final String token;

    /**
     * Listens on a port of loopback; 0 takes a free one.
     *
     * @throws InputException when the port cannot be listened on
     */
    public ViewServer(int port) {
        token = SeededRandom.unpredictable().split("view").bytes(TOKEN_BYTES).toHex();
        worker = new ThreadPoolExecutor(
                1, 1, LINGER_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), task -> {
                    Thread thread = new Thread(task, "sevsim-view");
                    thread.setDaemon(true);
                    return thread;
                });
        ViewRoutes routes = new ViewRoutes(token);
        AtomicInteger connections = new AtomicInteger();
        try {
            socket = ListeningSocket.open(
                    ListenAddress.parse("tcp:" + LOOPBACK + ":" + port), () -> new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            if (connections.incrementAndGet() > CONNECTIONS) {
                                var unused = channel.close();
                            }
                            var unused = channel.closeFuture().addListener(closed -> connections.decrementAndGet());
                            channel.pipeline()
                                    .addLast(
                                            new HttpServerCodec(LINE_BYTES, HEADER_BYTES, HEADER_BYTES),
                                            new HttpObjectAggregator(BODY_BYTES, true),
                                            new ViewHandler(routes, worker));
                        }
                    });
        } catch (ListenException e) {
            worker.shutdown();
            throw new InputException("--port: " + e.getMessage(), e);
        }
    }

    /** Address of the page, with the bound port and the token. */
    public String url() {
        String bound = socket.address();
        return "http://" + LOOPBACK + bound.substring(bound.lastIndexOf(':')) + "/" + token + "/";
    }

    /** Ends the connections; a launch that runs is left alone. */
    @Override
    public void close() {
        var unused = worker.shutdownNow();
        socket.close();
    }
}
