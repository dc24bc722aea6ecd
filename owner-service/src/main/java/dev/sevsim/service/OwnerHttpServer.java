package dev.sevsim.service;

import dev.sevsim.io.file.InputException;
import dev.sevsim.io.socket.ListenException;
import dev.sevsim.io.socket.ListeningSocket;
import dev.sevsim.owner.service.AttestationService;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpServerCodec;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The attestation service over HTTP: one thread for the sockets, a few for the work, one request for each connection.
 *
 * <p>It has no encryption and no log-in of its own: its answers are protected as a launch is, by the session's keys.
 */
public final class OwnerHttpServer implements AutoCloseable {
    private final ServiceAddress address;
    private final ThreadPoolExecutor workers;
    private final ListeningSocket socket;

    /**
     * Listens on {@code address}.
     *
     * @throws InputException when the address cannot be listened on
     */
    public OwnerHttpServer(ServiceAddress address, AttestationService service, HttpLimits limits) {
        this.address = address;
        Connections connections = new Connections(limits.connections());
        workers = limits.workers(new ThreadPoolExecutor.AbortPolicy());
        OwnerHttpHandler.Shared shared =
                new OwnerHttpHandler.Shared(new OwnerRoutes(service), connections, workers, limits.deadline());
        try {
            socket = ListeningSocket.open(address.toListenAddress(), () -> new ChannelInitializer<>() {
                @Override
                protected void initChannel(Channel channel) {
                    if (connections.admit(channel)) {
                        connect(channel, new OwnerHttpHandler(shared), limits);
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
                        new HttpServerCodec(HttpLimits.LINE_BYTES, HttpLimits.HEADER_BYTES, HttpLimits.HEADER_BYTES),
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
            if (!workers.awaitTermination(HttpLimits.LINGER_SECONDS, TimeUnit.SECONDS)) {
                var unused = workers.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var unused = workers.shutdownNow();
        }
        socket.close();
    }
}
