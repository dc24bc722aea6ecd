package dev.sevsim.service;

import dev.sevsim.io.file.InputException;
import dev.sevsim.owner.service.AttestationService;
import dev.sevsim.owner.service.ImagePolicy;
import dev.sevsim.owner.service.LaunchId;
import dev.sevsim.owner.service.ServiceAnswer;
import dev.sevsim.owner.service.ServiceAnswer.Accepted;
import dev.sevsim.owner.service.ServiceAnswer.Granted;
import dev.sevsim.owner.service.ServiceAnswer.Refused;
import dev.sevsim.service.KbsMessages.SecretCall;
import dev.sevsim.service.KbsMessages.UnreadableException;
import dev.sevsim.service.KbsMessages.Wanted;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The attestation service with the interface of simple-kbs: gRPC, one image, every refusal the status INTERNAL with its reason.
 *
 * <p>An accepted launch gets all secrets of the image, whichever it names. Unlike simple-kbs, it trusts the roots of the image's
 * policy and not the one that the client sends, and has no secrets for guests that are running (GetOnlineSecret). Source:
 * docs/reference/guest-owner-tools.md section 7; the rest is our choice.
 */
public final class KbsServer implements AutoCloseable {
    static final String SERVICE = "keybroker.KeyBrokerService";

    private static final Logger LOG = LoggerFactory.getLogger(KbsServer.class);

    private static final int HEADER_BYTES = 8192;
    private static final int CALLS_PER_CONNECTION = 16;
    private static final long CONNECTION_SECONDS = 60;
    private static final long LINGER_SECONDS = 5;

    private final AttestationService service;
    private final ImagePolicy image;
    private final ServiceAddress address;
    private final ThreadPoolExecutor workers;
    private final Server server;

    /**
     * Listens.
     *
     * @param image the image of all launches that come this way: the interface has no name for one
     * @throws InputException when something is in the way
     */
    public KbsServer(ServiceAddress address, AttestationService service, ImagePolicy image, HttpLimits limits) {
        this.service = service;
        this.image = image;
        this.address = address;
        workers = new ThreadPoolExecutor(
                limits.threads(),
                limits.threads(),
                LINGER_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(limits.waiting()),
                new ThreadPoolExecutor.CallerRunsPolicy());
        try {
            server = NettyServerBuilder.forAddress(address.toListenAddress().address())
                    .executor(workers)
                    .maxInboundMessageSize(limits.bodyBytes())
                    .maxInboundMetadataSize(HEADER_BYTES)
                    .maxConcurrentCallsPerConnection(CALLS_PER_CONNECTION)
                    .handshakeTimeout(limits.deadline().toSeconds(), TimeUnit.SECONDS)
                    .maxConnectionIdle(limits.deadline().toSeconds(), TimeUnit.SECONDS)
                    .maxConnectionAge(CONNECTION_SECONDS, TimeUnit.SECONDS)
                    .maxConnectionAgeGrace(limits.deadline().toSeconds(), TimeUnit.SECONDS)
                    .addService(methods())
                    .build()
                    .start();
        } catch (IOException e) {
            workers.shutdown();
            throw new InputException("--grpc: cannot listen on " + address.host() + ":" + address.port(), e);
        }
    }

    /** {@code HOST:PORT} for clients, with the bound port. */
    public String target() {
        return address.host() + ":" + server.getPort();
    }

    private ServerServiceDefinition methods() {
        return ServerServiceDefinition.builder(SERVICE)
                .addMethod(definition("GetBundle", this::bundle))
                .addMethod(definition("GetSecret", this::secret))
                .build();
    }

    private static ServerMethodDefinition<byte[], byte[]> definition(String name, Action action) {
        return ServerMethodDefinition.create(
                method(name), ServerCalls.asyncUnaryCall((call, answer) -> serve(answer, name, action, call)));
    }

    static MethodDescriptor<byte[], byte[]> method(String name) {
        return MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(MethodType.UNARY)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
                .setRequestMarshaller(Raw.MESSAGES)
                .setResponseMarshaller(Raw.MESSAGES)
                .build();
    }

    /** Answers one call. */
    @FunctionalInterface
    private interface Action {
        byte[] answer(byte[] message) throws UnreadableException, RefusedException;
    }

    /** The owner refuses. */
    private static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        RefusedException(String reason) {
            super(reason);
        }
    }

    private static void serve(StreamObserver<byte[]> observer, String method, Action action, byte[] message) {
        byte[] answer;
        try {
            answer = action.answer(message);
            LOG.debug("{}: answered", method);
        } catch (UnreadableException | RefusedException e) {
            LOG.debug("{}: refused, {}", method, e.getMessage());
            observer.onError(Status.INTERNAL.withDescription(e.getMessage()).asException());
            return;
        } catch (RuntimeException e) {
            LOG.error("{} failed", method, e);
            observer.onError(Status.INTERNAL
                    .withDescription(
                            "the service could not answer (" + e.getClass().getSimpleName() + ")")
                    .asException());
            return;
        }
        observer.onNext(answer);
        observer.onCompleted();
    }

    private byte[] bundle(byte[] message) throws UnreadableException, RefusedException {
        ServiceAnswer answer = service.bundle(KbsMessages.bundleRequest(message, image.name()));
        if (answer instanceof Granted granted) {
            return KbsMessages.bundleResponse(granted);
        }
        throw refused(answer);
    }

    private byte[] secret(byte[] message) throws UnreadableException, RefusedException {
        SecretCall call = KbsMessages.secretCall(message);
        LaunchId id = LaunchId.parse(call.launchId().toLowerCase(Locale.ROOT))
                .orElseThrow(() -> new RefusedException("no launch has this name"));
        for (Wanted wanted : call.wanted()) {
            if (!wanted.type().isEmpty() && !wanted.type().equals("key")) {
                throw new RefusedException("secrets of type '" + wanted.type() + "' are not served, ask for 'key'");
            }
        }
        if (!call.fwDigest().isEmpty() && !image.digests().contains(call.fwDigest())) {
            throw new RefusedException("FwDigest is none of the image's allowed launch digests");
        }
        ServiceAnswer answer = service.measurement(id, call.measurement());
        if (answer instanceof Accepted accepted) {
            return accepted.packet().map(KbsMessages::secretResponse).orElseGet(() -> KbsMessages.message("", ""));
        }
        throw refused(answer);
    }

    private static RefusedException refused(ServiceAnswer answer) {
        return new RefusedException(answer instanceof Refused refusal ? refusal.reason() : "refused");
    }

    /** Messages as the bytes on the wire. */
    private enum Raw implements MethodDescriptor.Marshaller<byte[]> {
        MESSAGES;

        @Override
        public InputStream stream(byte[] message) {
            return new ByteArrayInputStream(message);
        }

        @Override
        public byte[] parse(InputStream message) {
            try {
                return message.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Answers the requests that were received, then stops. */
    @Override
    public void close() {
        server.shutdown();
        try {
            if (!server.awaitTermination(LINGER_SECONDS, TimeUnit.SECONDS)) {
                server.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            server.shutdownNow();
        }
        workers.shutdown();
    }
}
