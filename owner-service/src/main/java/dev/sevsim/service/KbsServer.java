package dev.sevsim.service;

import dev.sevsim.io.file.FileProblem;
import dev.sevsim.io.file.InputException;
import dev.sevsim.owner.service.AttestationService;
import dev.sevsim.owner.service.ImagePolicy;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The attestation service with the interface of simple-kbs: gRPC, one image, every refusal the status INTERNAL with its reason.
 *
 * <p>An accepted launch gets all secrets of the image, whichever it names. Unlike simple-kbs, it trusts the roots of the image's
 * policy and not the one that the client sends, and has no secrets for guests that are running (GetOnlineSecret). Source:
 * docs/reference/guest-owner-tools.md section 7; the rest is our choice.
 */
public final class KbsServer implements AutoCloseable {
    private final ServiceAddress address;
    private final ThreadPoolExecutor workers;
    private final Server server;

    /**
     * Listens on {@code address}.
     *
     * @param image the image of all launches that come this way: the interface has no name for one
     * @throws InputException when the address cannot be listened on
     */
    public KbsServer(ServiceAddress address, AttestationService service, ImagePolicy image, HttpLimits limits) {
        this.address = address;
        workers = limits.workers(new ThreadPoolExecutor.CallerRunsPolicy());
        try {
            server = NettyServerBuilder.forAddress(address.toListenAddress().address())
                    .executor(workers)
                    .maxInboundMessageSize(limits.bodyBytes())
                    .maxInboundMetadataSize(HttpLimits.HEADER_BYTES)
                    .maxConcurrentCallsPerConnection(HttpLimits.CALLS_PER_CONNECTION)
                    .handshakeTimeout(limits.deadline().toSeconds(), TimeUnit.SECONDS)
                    .maxConnectionIdle(limits.deadline().toSeconds(), TimeUnit.SECONDS)
                    .maxConnectionAge(HttpLimits.CONNECTION_SECONDS, TimeUnit.SECONDS)
                    .maxConnectionAgeGrace(limits.deadline().toSeconds(), TimeUnit.SECONDS)
                    .addService(new KbsCalls(service, image).methods())
                    .build()
                    .start();
        } catch (IOException e) {
            workers.shutdown();
            IOException reason = e.getCause() instanceof IOException io ? io : e;
            throw new InputException(
                    "--grpc: cannot listen on " + address.host() + ":" + address.port() + ": "
                            + FileProblem.reason(reason),
                    e);
        }
    }

    /** {@code HOST:PORT} for clients, with the bound port. */
    public String target() {
        return address.host() + ":" + server.getPort();
    }

    /** Answers the requests that were received, then stops. */
    @Override
    public void close() {
        server.shutdown();
        try {
            if (!server.awaitTermination(HttpLimits.LINGER_SECONDS, TimeUnit.SECONDS)) {
                server.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            server.shutdownNow();
        }
        workers.shutdown();
    }
}
