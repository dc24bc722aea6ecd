package dev.sevsim.service;

import java.time.Duration;

/**
 * What clients may cost; our choice.
 *
 * @param bodyBytes longest body
 * @param connections clients at a time
 * @param threads requests that are worked on at a time
 * @param waiting requests that may wait for a thread
 * @param deadline time for receiving a request, and for sending its answer
 */
public record HttpLimits(int bodyBytes, int connections, int threads, int waiting, Duration deadline) {
    /** Bodies of four times the length of a chain; a launch uses two connections for some milliseconds each. */
    public static final HttpLimits DEFAULT = new HttpLimits(64 << 10, 512, 4, 512, Duration.ofSeconds(10));

    /** Returns a copy with this deadline. */
    public HttpLimits withDeadline(Duration other) {
        return new HttpLimits(bodyBytes, connections, threads, waiting, other);
    }

    /** Returns a copy with this number of connections. */
    public HttpLimits withConnections(int other) {
        return new HttpLimits(bodyBytes, other, threads, waiting, deadline);
    }
}
