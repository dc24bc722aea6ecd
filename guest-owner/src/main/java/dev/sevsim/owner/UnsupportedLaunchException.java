package dev.sevsim.owner;

/** The launch is a real one that this version cannot check. */
public final class UnsupportedLaunchException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String message;

    /** Says what is not supported and why. */
    public UnsupportedLaunchException(String message) {
        super(message);
        this.message = message;
    }

    @Override
    public String getMessage() {
        return message;
    }
}
