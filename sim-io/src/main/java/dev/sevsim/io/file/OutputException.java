package dev.sevsim.io.file;

/** Output that a user asked for and that could not be written; the message is one line that names it and the reason. */
public final class OutputException extends InputException {
    private static final long serialVersionUID = 1L;

    OutputException(String message, Throwable cause) {
        super(message, cause);
    }
}
