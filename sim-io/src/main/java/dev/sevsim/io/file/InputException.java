package dev.sevsim.io.file;

/** Wrong usage or unusable input; the message is one line with the problem and the remedy. */
public class InputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InputException(String message) {
        super(message);
    }

    public InputException(String message, Throwable cause) {
        super(message, cause);
    }
}
