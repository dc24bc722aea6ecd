package dev.sevsim.machine;

/** A request that cannot be carried out: the text says what is wrong and what to do, in one line. */
public class SimulatorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SimulatorException(String message) {
        super(message);
    }

    public SimulatorException(String message, Throwable cause) {
        super(message, cause);
    }
}
