package dev.sevsim.host.qmp;

import java.time.Duration;

/**
 * What one client may cost; our choice.
 *
 * @param messageBytes longest message
 * @param depth deepest nesting of a message
 * @param connections clients at a time
 * @param unansweredMessages messages of a client that wait before no more are read
 * @param unreadBytes answers and events that a client may leave unread before it is cut off
 * @param stall how long a client may take to negotiate, and to complete a message that it began
 */
public record QmpLimits(
        int messageBytes, int depth, int connections, int unansweredMessages, int unreadBytes, Duration stall) {
    /** For people and tools on the same machine. */
    public static final QmpLimits DEFAULT = new QmpLimits(1 << 20, 64, 32, 8, 1 << 20, Duration.ofMinutes(1));

    /** This with another patience. */
    public QmpLimits withStall(Duration patience) {
        return new QmpLimits(messageBytes, depth, connections, unansweredMessages, unreadBytes, patience);
    }
}
