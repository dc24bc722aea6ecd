package dev.sevsim.bus;

import dev.sevsim.abi.Bytes;
import io.netty.channel.Channel;

/** The connection of two parties. */
public final class Link {
    private final BusEndpoint first;
    private final BusEndpoint second;
    private final Dispatcher dispatcher;

    Link(BusEndpoint first, BusEndpoint second, Dispatcher dispatcher) {
        this.first = first;
        this.second = second;
        this.dispatcher = dispatcher;
    }

    /** The end of {@code party}; a party that is not on this link is the caller's bug. */
    public Endpoint end(Party party) {
        return endOf(party);
    }

    /**
     * Puts bytes on the link as though {@code from} had sent them: a replay of a recorded frame, or garbage. They pass
     * the taps like any frame, and are dealt with at the next call or {@link SimBus#drain()}.
     */
    public void inject(Party from, Bytes raw) {
        Channel channel = endOf(from).channel();
        dispatcher.frameEntered();
        var unused = channel.writeAndFlush(
                channel.alloc().buffer(Math.max(1, raw.length())).writeBytes(raw.asLittleEndian()),
                channel.voidPromise());
    }

    private BusEndpoint endOf(Party party) {
        if (party == first.self()) {
            return first;
        }
        if (party == second.self()) {
            return second;
        }
        throw new IllegalArgumentException(
                "end of " + party + ": not on this link, expected " + first.self() + " or " + second.self());
    }
}
