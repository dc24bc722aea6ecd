package dev.sevsim.bus.trace;

/**
 * A line of a trace.
 *
 * @param step counts from 1
 * @param timeNanos simulated time since the machine was switched on
 * @param event what happened
 */
public record TraceRecord(long step, long timeNanos, TraceEvent event) {}
