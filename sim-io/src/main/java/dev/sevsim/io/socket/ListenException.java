package dev.sevsim.io.socket;

/** An address cannot be listened on; the message has the reason. */
public final class ListenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ListenException(String text) {
        super(text);
    }

    ListenException(String text, Throwable cause) {
        super(text, cause);
    }
}
