package dev.sevsim.host.libvirt;

import java.time.Duration;

/**
 * What one client may cost; our choice.
 *
 * @param packetBytes longest packet
 * @param connections clients at a time
 * @param unansweredCalls calls of a client that wait before no more are read
 * @param unreadBytes replies that a client may leave unread before no more of its calls are read
 * @param stall how long a client may take for its first call, and to complete a packet that it began
 */
public record LibvirtLimits(int packetBytes, int connections, int unansweredCalls, int unreadBytes, Duration stall) {
    /** For people and tools on the same machine. */
    public static final LibvirtLimits DEFAULT = new LibvirtLimits(1 << 20, 32, 8, 1 << 20, Duration.ofMinutes(1));

    /** This with another patience. */
    public LibvirtLimits withStall(Duration patience) {
        return new LibvirtLimits(packetBytes, connections, unansweredCalls, unreadBytes, patience);
    }
}
