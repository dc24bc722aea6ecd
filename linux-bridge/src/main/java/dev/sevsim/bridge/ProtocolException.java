package dev.sevsim.bridge;

/** A client sent what the protocol does not have; its connection ends. */
final class ProtocolException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ProtocolException(String text) {
        super(text, null, false, false);
    }
}
