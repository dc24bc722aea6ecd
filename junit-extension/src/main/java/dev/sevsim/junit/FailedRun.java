package dev.sevsim.junit;

/** Suppressed by the failure of a test: its message has the seed, how to repeat the test, the traces, and the first refusal. */
final class FailedRun extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FailedRun(String message) {
        super(message, null, false, false);
    }
}
