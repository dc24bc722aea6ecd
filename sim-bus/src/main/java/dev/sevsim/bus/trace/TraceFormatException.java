package dev.sevsim.bus.trace;

/** Text that is no trace: names the line, what is wrong in it and what was expected. */
public final class TraceFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;

    /** For line {@code line}, counted from 1. */
    public TraceFormatException(int line, String what) {
        super("trace line " + line + ": " + what);
        this.line = line;
    }

    /** The line at fault, counted from 1. */
    public int line() {
        return line;
    }
}
