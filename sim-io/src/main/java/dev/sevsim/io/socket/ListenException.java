package dev.sevsim.io.socket;

/** An address cannot be listened on; the text says why. */
public final class ListenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ListenException(String text) {
        super(text);
    }

    ListenException(String text, Throwable cause) {
        super(text, cause);
    }
}
