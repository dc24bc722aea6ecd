package dev.sevsim.bus.frame;

/** Bytes that are no frame: the field, the actual and the expected value. */
public final class FrameFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** For the field {@code what}. */
    public FrameFormatException(String what, String actual, String expected) {
        super(what + ": " + actual + ", expected " + expected);
    }
}
