package dev.sevsim.machine.act;

/** An act could not be done: what was to be done, and what was missing. */
public final class ActFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ActFailure(String message) {
        super(message);
    }
}
