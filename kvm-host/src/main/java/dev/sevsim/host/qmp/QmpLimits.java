package dev.sevsim.host.qmp;

import java.time.Duration;

/**
 * Limits of one client; our choice but for the depth, which is QEMU's.
 *
 * @param messageBytes longest message
 * @param depth deepest nesting of a message
 * @param connections clients at a time
 * @param unansweredMessages messages of a client that wait before no more are read
 * @param unreadBytes bytes of answers and events that a client may leave unread before its connection is closed
 * @param stall time that a client has to negotiate, and to complete a message
 */
public record QmpLimits(
        int messageBytes, int depth, int connections, int unansweredMessages, int unreadBytes, Duration stall) {
    /** Limits for clients on the same machine. */
    public static final QmpLimits DEFAULT = new QmpLimits(1 << 20, 1024, 32, 8, 1 << 20, Duration.ofMinutes(1));

    /** Returns a copy with this stall timeout. */
    public QmpLimits withStall(Duration timeout) {
        return new QmpLimits(messageBytes, depth, connections, unansweredMessages, unreadBytes, timeout);
    }
}
