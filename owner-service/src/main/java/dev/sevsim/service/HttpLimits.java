package dev.sevsim.service;

import java.time.Duration;

/**
 * What clients may cost; our choice.
 *
 * @param bodyBytes longest body
 * @param connections clients at a time
 * @param threads requests that are worked on at a time
 * @param waiting requests that may wait for a thread
 * @param patience how long a client may take for its request, and for reading the answer
 */
public record HttpLimits(int bodyBytes, int connections, int threads, int waiting, Duration patience) {
    /** Four times what a chain needs; a launch needs a connection for some milliseconds, twice. */
    public static final HttpLimits DEFAULT = new HttpLimits(64 << 10, 512, 4, 512, Duration.ofSeconds(10));

    /** This with another patience. */
    public HttpLimits withPatience(Duration other) {
        return new HttpLimits(bodyBytes, connections, threads, waiting, other);
    }

    /** This with another number of connections. */
    public HttpLimits withConnections(int other) {
        return new HttpLimits(bodyBytes, other, threads, waiting, patience);
    }
}
