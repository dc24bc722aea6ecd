package dev.sevsim.service;

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
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two calls of simple-kbs's clients, GetBundle and GetSecret.
 *
 * <p>Source: docs/reference/guest-owner-tools.md section 7.
 *
 * @param service answers them
 * @param image the image of all launches that come this way
 */
record KbsCalls(AttestationService service, ImagePolicy image) {
    private static final String SERVICE = "keybroker.KeyBrokerService";

    private static final Logger LOG = LoggerFactory.getLogger(KbsCalls.class);

    ServerServiceDefinition methods() {
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
}
