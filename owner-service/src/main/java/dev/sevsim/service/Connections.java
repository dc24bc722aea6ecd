package dev.sevsim.service;

import io.netty.channel.Channel;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The open connections, up to a maximum. When it is reached, a new connection replaces the oldest one whose request has not been
 * received, so that idle clients cannot block the service.
 *
 * <p>Used on the socket's one thread only.
 */
final class Connections {
    private final int most;
    private final Set<Channel> asking = new LinkedHashSet<>();
    private int count;

    Connections(int most) {
        this.most = most;
    }

    /** Admits a client; false when the requests of all others are being answered. */
    boolean admit(Channel channel) {
        if (count >= most && !evictSlowest()) {
            return false;
        }
        count++;
        asking.add(channel);
        var unused = channel.closeFuture().addListener(closed -> {
            asking.remove(channel);
            count--;
        });
        return true;
    }

    /** The client's whole request was received: its connection is kept until it is answered. */
    void hasAsked(Channel channel) {
        asking.remove(channel);
    }

    private boolean evictSlowest() {
        Iterator<Channel> oldest = asking.iterator();
        if (!oldest.hasNext()) {
            return false;
        }
        Channel slow = oldest.next();
        oldest.remove();
        var unused = slow.close();
        return true;
    }
}
