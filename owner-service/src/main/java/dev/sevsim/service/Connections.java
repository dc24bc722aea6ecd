package dev.sevsim.service;

import io.netty.channel.Channel;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Who is connected, so that clients who say nothing do not keep others out: when all places are taken, the client that has
 * been slow for longest makes room.
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

    /** Lets a client in; false when every other is being answered. */
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

    /** The client's request has come whole: it is answered before anything else happens to it. */
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
