package dev.sevsim.host.libvirt;

import java.time.Duration;

/**
 * Limits of one client; our choice.
 *
 * @param packetBytes longest packet
 * @param connections clients at a time
 * @param unansweredCalls calls of a client that wait before no more are read
 * @param unreadBytes bytes of replies that a client may leave unread before no more of its calls are read
 * @param stall time that a client has for its first call, and to complete a packet
 */
public record LibvirtLimits(int packetBytes, int connections, int unansweredCalls, int unreadBytes, Duration stall) {
    /** Limits for clients on the same machine. */
    public static final LibvirtLimits DEFAULT = new LibvirtLimits(1 << 20, 32, 8, 1 << 20, Duration.ofMinutes(1));

    /** Returns a copy with this stall timeout. */
    public LibvirtLimits withStall(Duration timeout) {
        return new LibvirtLimits(packetBytes, connections, unansweredCalls, unreadBytes, timeout);
    }
}
