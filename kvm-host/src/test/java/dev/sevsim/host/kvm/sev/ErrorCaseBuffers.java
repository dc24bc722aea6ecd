package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Bytes;
import java.util.function.Function;

/** What goes into the structures of a errorCase: addresses of the caller's memory, and structures of buffers. */
final class ErrorCaseBuffers {
    static final Function<ErrorCaseScene, Long> BLOB = scene -> scene.memory(64);
    static final Function<ErrorCaseScene, Long> NONE = scene -> 0L;
    static final Function<ErrorCaseScene, Long> UNMAPPED = scene -> ErrorCaseScene.NOWHERE;

    /** One byte more than a blob may have. */
    static final int TOO_LONG = 0x4001;

    /** One page flushed. */
    static final String FLUSH = "CLFLUSH 1000";

    private ErrorCaseBuffers() {}

    /** A structure with a certificate and a session. */
    @FunctionalInterface
    interface TwoBuffers {
        Bytes encode(long certificate, int certificateLength, long session, int sessionLength);

        default Function<ErrorCaseScene, Bytes> of(
                Function<ErrorCaseScene, Long> certificate,
                int certificateLength,
                Function<ErrorCaseScene, Long> session,
                int sessionLength) {
            return scene -> encode(certificate.apply(scene), certificateLength, session.apply(scene), sessionLength);
        }
    }

    /** A structure with a packet's header, guest memory and the packet. */
    @FunctionalInterface
    interface ThreeBuffers {
        Bytes encode(long header, int headerLength, long guest, int guestLength, long transport, int transportLength);

        default Function<ErrorCaseScene, Bytes> of(
                Function<ErrorCaseScene, Long> header,
                int headerLength,
                Function<ErrorCaseScene, Long> guest,
                int guestLength,
                Function<ErrorCaseScene, Long> transport,
                int transportLength) {
            return scene -> encode(
                    header.apply(scene),
                    headerLength,
                    guest.apply(scene),
                    guestLength,
                    transport.apply(scene),
                    transportLength);
        }
    }
}
