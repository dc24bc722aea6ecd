package dev.sevsim.bridge;

/**
 * The time of the machine that programs run on. It decides how long the server looks for their messages and lets their vCPUs sleep; no
 * frame and no trace has it, which have simulated time.
 */
final class RealTime {
    private RealTime() {}

    /** Nanoseconds since some moment. */
    static long nanos() {
        return System.nanoTime();
    }
}
