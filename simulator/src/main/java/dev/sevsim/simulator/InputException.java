package dev.sevsim.simulator;

/** Wrong usage or unreadable input; the command line answers with exit status 2. */
public final class InputException extends SimulatorException {
    private static final long serialVersionUID = 1L;

    public InputException(String message) {
        super(message);
    }

    public InputException(String message, Throwable cause) {
        super(message, cause);
    }
}
