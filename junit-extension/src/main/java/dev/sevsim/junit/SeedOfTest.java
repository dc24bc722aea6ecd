package dev.sevsim.junit;

/** Suppressed by the failure of a test: its message repeats the test. */
final class SeedOfTest extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SeedOfTest(long seed) {
        super(message(seed), null, false, false);
    }

    static String message(long seed) {
        return "sevsim seed " + seed + "; @SevTest(seed = " + seed + "L) repeats the run";
    }
}
