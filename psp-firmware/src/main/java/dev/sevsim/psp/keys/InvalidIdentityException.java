package dev.sevsim.psp.keys;

/** A stored platform identity that cannot be used; the text says why and never shows content. */
public final class InvalidIdentityException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InvalidIdentityException(String message) {
        super(message);
    }
}
