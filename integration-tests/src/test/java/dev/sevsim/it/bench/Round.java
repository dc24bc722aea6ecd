package dev.sevsim.it.bench;

/**
 * What was measured in one round, in microseconds.
 *
 * @param micros the benchmark
 * @param yardstickMicros its yardstick
 */
record Round(double micros, double yardstickMicros) {}
