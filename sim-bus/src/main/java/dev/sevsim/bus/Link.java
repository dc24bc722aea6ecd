package dev.sevsim.bus;

import dev.sevsim.abi.Bytes;
import io.netty.channel.Channel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The connection of two parties. */
public final class Link {
    private final Map<Party, BusEndpoint> ends = new LinkedHashMap<>();
    private final LinkTaps taps;

    Link(BusEndpoint first, BusEndpoint second, LinkTaps taps) {
        ends.put(first.self(), first);
        ends.put(second.self(), second);
        this.taps = taps;
    }

    /** Whether this is the link of these two parties, in any order. */
    public boolean joins(Party a, Party b) {
        return a != b && ends.containsKey(a) && ends.containsKey(b);
    }

    /** The end of {@code party}; a party that is not on this link is the caller's bug. */
    public Endpoint end(Party party) {
        return endOf(party);
    }

    /**
     * Adds a tap for both directions. It is asked after the taps that were added before it and before those that the link
     * was made with, about every frame that is sent from now on.
     *
     * @return this link
     */
    public Link tap(Tap tap) {
        taps.add(tap);
        ends.values().forEach(end -> end.sendThrough(taps));
        return this;
    }

    /**
     * Puts bytes on the link as though {@code from} had sent them: a replay of a recorded frame, or malformed bytes. They pass
     * the taps like any frame, and are dealt with at the next call or {@link SimBus#drain()}.
     */
    public void inject(Party from, Bytes raw) {
        BusEndpoint end = endOf(from);
        Channel channel = end.channel();
        end.dispatcher().frameEntered();
        var unused = channel.writeAndFlush(
                channel.alloc().buffer(Math.max(1, raw.length())).writeBytes(raw.asLittleEndian()),
                channel.voidPromise());
    }

    private BusEndpoint endOf(Party party) {
        BusEndpoint end = ends.get(party);
        if (end == null) {
            throw new IllegalArgumentException("end of " + party + ": not on this link, expected "
                    + ends.keySet().stream().map(Party::name).collect(Collectors.joining(" or ")));
        }
        return end;
    }
}
