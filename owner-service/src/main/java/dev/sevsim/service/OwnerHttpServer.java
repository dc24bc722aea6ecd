package dev.sevsim.service;

import dev.sevsim.io.file.InputException;
import dev.sevsim.io.socket.ListenException;
import dev.sevsim.io.socket.ListeningSocket;
import dev.sevsim.owner.service.AttestationService;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpServerCodec;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The attestation service over HTTP: one thread for the sockets, a few for the work, one request for each connection.
 *
 * <p>It has no encryption and no log-in of its own: its answers are protected as a launch is, by the session's keys.
 */
public final class OwnerHttpServer implements AutoCloseable {
    private static final int LINE_BYTES = 4096;
    private static final int HEADER_BYTES = 8192;
    private static final long LINGER_SECONDS = 5;

    private final ServiceAddress address;
    private final ThreadPoolExecutor workers;
    private final ListeningSocket socket;

    /**
     * Listens.
     *
     * @throws InputException when something is in the way
     */
    public OwnerHttpServer(ServiceAddress address, AttestationService service, HttpLimits limits) {
        this.address = address;
        OwnerRoutes routes = new OwnerRoutes(service);
        Connections connections = new Connections(limits.connections());
        workers = new ThreadPoolExecutor(
                limits.threads(),
                limits.threads(),
                LINGER_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(limits.waiting()));
        try {
            socket = ListeningSocket.open(address.toListenAddress(), () -> new ChannelInitializer<>() {
                @Override
                protected void initChannel(Channel channel) {
                    if (connections.admit(channel)) {
                        connect(channel, new OwnerHttpHandler(routes, connections, workers, limits.deadline()), limits);
                    } else {
                        var unused = channel.close();
                    }
                }
            });
        } catch (ListenException e) {
            workers.shutdown();
            throw new InputException("--listen: " + e.getMessage(), e);
        }
    }

    private static void connect(Channel channel, OwnerHttpHandler handler, HttpLimits limits) {
        channel.pipeline()
                .addLast(
                        new HttpServerCodec(LINE_BYTES, HEADER_BYTES, HEADER_BYTES),
                        new WholeRequests(limits.bodyBytes(), handler),
                        handler);
    }

    /** URL for clients, with the bound port. */
    public String url() {
        String bound = socket.address();
        return "http://" + address.host() + bound.substring(bound.lastIndexOf(':'));
    }

    /** Answers the requests that were received, then stops. */
    @Override
    public void close() {
        workers.shutdown();
        try {
            if (!workers.awaitTermination(LINGER_SECONDS, TimeUnit.SECONDS)) {
                var unused = workers.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var unused = workers.shutdownNow();
        }
        socket.close();
    }
}
