package dev.sevsim.service;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

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

    /** Longest first line of a request over HTTP. */
    static final int LINE_BYTES = 4096;

    /** Calls over gRPC that one connection may have open. */
    static final int CALLS_PER_CONNECTION = 16;

    /** Time after which a connection for gRPC is closed, busy or not. */
    static final long CONNECTION_SECONDS = 60;

    /** Longest header of a request. */
    static final int HEADER_BYTES = 8192;

    /** Time that received requests have when a server closes. */
    static final long LINGER_SECONDS = 5;

    /** Threads for the work; {@code full} decides about a request that finds no place to wait. */
    ThreadPoolExecutor workers(RejectedExecutionHandler full) {
        return new ThreadPoolExecutor(
                threads, threads, LINGER_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting), full);
    }

    /** Returns a copy with this deadline. */
    public HttpLimits withDeadline(Duration other) {
        return new HttpLimits(bodyBytes, connections, threads, waiting, other);
    }

    /** Returns a copy with this number of connections. */
    public HttpLimits withConnections(int other) {
        return new HttpLimits(bodyBytes, other, threads, waiting, deadline);
    }
}
