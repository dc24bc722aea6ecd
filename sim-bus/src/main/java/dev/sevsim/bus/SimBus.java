package dev.sevsim.bus;

import dev.sevsim.bus.time.SimClock;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalServerChannel;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The board's wiring: one link for each pair of connected parties, over Netty's local transport.
 *
 * <p>A deterministic bus runs on the thread that made it and gives equal runs equal orders. A threaded bus runs
 * handlers on workers, one request at a time for each end of a link. In both, simulated time moves only when nothing
 * else can: to the release of a delayed frame, or to the deadline of a call that gets no answer. A party without a
 * handler, or whose handler returns no answer, is a dead party.
 *
 * <p>Two buses share no state.
 */
public final class SimBus implements AutoCloseable {
    private final SimClock clock;
    private final BusMode mode;
    private final AtomicLong malformed = new AtomicLong();
    private final Set<Set<Party>> connected = new HashSet<>();
    private final List<Channel> channels = new ArrayList<>();

    private SimBus(SimClock clock, BusMode mode) {
        this.clock = clock;
        this.mode = mode;
    }

    /** A bus that is stepped on the calling thread, which alone may use it. */
    public static SimBus deterministic(SimClock clock) {
        return new SimBus(clock, SteppedMode.on(clock));
    }

    /** A bus on {@code threads} event-loop threads, with workers for party code. */
    public static SimBus threaded(SimClock clock, int threads) {
        return new SimBus(clock, ThreadedMode.on(clock, threads));
    }

    /** Connects two parties that are not connected yet; the taps see every frame, in the order of the list. */
    public synchronized Link connect(Party a, Party b, List<? extends Tap> taps) {
        if (a == b || !connected.add(EnumSet.of(a, b))) {
            throw new IllegalArgumentException("link " + a + " to " + b + ": expected two parties without a link");
        }
        Dispatcher dispatcher = mode.dispatcher();
        BusEndpoint first = new BusEndpoint(a, b, dispatcher, clock, malformed);
        BusEndpoint second = new BusEndpoint(b, a, dispatcher, clock, malformed);
        LinkTaps linkTaps = new LinkTaps(taps);
        EventLoop loop = mode.nextLoop();

        Channel server = done(new ServerBootstrap()
                .group(loop)
                .channelFactory(LocalServerChannel::new)
                .childHandler(initializer(second, linkTaps))
                .bind(LocalAddress.ANY));
        Channel client = done(new Bootstrap()
                .group(loop)
                .channelFactory(LocalChannel::new)
                .handler(initializer(first, linkTaps))
                .connect(server.localAddress()));
        mode.settle(second::isAttached);
        done(server.close());
        channels.add(client);
        return new Link(first, second, linkTaps);
    }

    /** Deals with everything that is under way, notices among them, without letting simulated time pass. */
    public void drain() {
        mode.dispatcher().drain();
    }

    /** How many frames were lost at a receiver because their bytes were no frame for it. */
    public long malformedFrames() {
        return malformed.get();
    }

    /** Takes the links down and ends every thread of the bus. */
    @Override
    public synchronized void close() {
        for (Channel channel : channels) {
            var unused = channel.close();
        }
        channels.clear();
        mode.close();
    }

    private Channel done(ChannelFuture future) {
        mode.settle(future::isDone);
        if (!future.isSuccess()) {
            throw new IllegalStateException("link could not be made", future.cause());
        }
        return future.channel();
    }

    private static ChannelInitializer<Channel> initializer(BusEndpoint endpoint, LinkTaps taps) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new ArrivalHandler(endpoint));
                endpoint.attach(channel);
                if (!taps.places().isEmpty()) {
                    endpoint.sendThrough(taps);
                }
            }
        };
    }
}
