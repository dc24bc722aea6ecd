package dev.sevsim.owner;

/** Something given to the guest owner cannot be used: what it is, what it is like, and what was expected. */
public final class OwnerInputException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String what;
    private final String actual;
    private final String expected;

    /** The message reads {@code what: actual, expected ...}; none of the parts may hold a secret. */
    public OwnerInputException(String what, String actual, String expected) {
        super(what + ": " + actual + ", expected " + expected);
        this.what = what;
        this.actual = actual;
        this.expected = expected;
    }

    @Override
    public String getMessage() {
        return what + ": " + actual + ", expected " + expected;
    }

    /** Which input. */
    public String what() {
        return what;
    }

    /** What it is like. */
    public String actual() {
        return actual;
    }

    /** What would have been right. */
    public String expected() {
        return expected;
    }
}
