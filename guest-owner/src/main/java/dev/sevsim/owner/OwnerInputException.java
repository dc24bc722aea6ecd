package dev.sevsim.owner;

import java.util.Objects;

/** Something given to the guest owner cannot be used: what it is, what it is like, and what was expected. */
public final class OwnerInputException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The message reads {@code what: actual, expected ...}; none of the parts may hold a secret. */
    public OwnerInputException(String what, String actual, String expected) {
        super(what + ": " + actual + ", expected " + expected);
    }

    /** Never null. */
    @Override
    public String getMessage() {
        return Objects.toString(super.getMessage());
    }
}
