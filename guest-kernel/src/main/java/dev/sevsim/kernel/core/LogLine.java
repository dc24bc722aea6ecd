package dev.sevsim.kernel.core;

/**
 * One kernel message.
 *
 * @param level how much it matters
 * @param uptimeNanos when, since the kernel's clock started
 * @param text without level and time
 */
public record LogLine(LogLevel level, long uptimeNanos, String text) {
    /** With its time in front, as dmesg and a console print it: seconds in five columns, microseconds. */
    public String withTime() {
        long micros = uptimeNanos / 1000;
        return "[%5d.%06d] %s".formatted(micros / 1_000_000, micros % 1_000_000, text);
    }
}
