package dev.sevsim.bus;

import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.frame.FrameFormatException;
import dev.sevsim.bus.time.SimClock;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One end of a link: turns calls into frames on its channel, and frames that arrive into answers and work. */
final class BusEndpoint implements Endpoint {
    private final Party self;
    private final Party peer;
    private final Dispatcher dispatcher;
    private final SimClock clock;
    private final AtomicLong malformed;
    private final Map<Long, PendingCall> pending = new ConcurrentHashMap<>();
    private final AtomicLong nextSerial = new AtomicLong(1);
    private volatile @Nullable RequestHandler handler;
    private volatile @Nullable Channel channel;

    BusEndpoint(Party self, Party peer, Dispatcher dispatcher, SimClock clock, AtomicLong malformed) {
        this.self = self;
        this.peer = peer;
        this.dispatcher = dispatcher;
        this.clock = clock;
        this.malformed = malformed;
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    @Override
    public SimClock clock() {
        return clock;
    }

    @Override
    public Party self() {
        return self;
    }

    @Override
    public Party peer() {
        return peer;
    }

    @Override
    public void onRequest(RequestHandler newHandler) {
        handler = newHandler;
    }

    @Override
    public Optional<Frame> call(Frame request, Duration deadline) {
        long serial = nextSerial.getAndIncrement();
        PendingCall call = new PendingCall(deadlineNanos(deadline));
        pending.put(serial, call);
        try {
            write(new Envelope(self, peer, EnvelopeKind.REQUEST, serial, request));
            return dispatcher.await(call);
        } finally {
            pending.remove(serial);
        }
    }

    @Override
    public void send(Frame notice) {
        write(new Envelope(self, peer, EnvelopeKind.NOTICE, nextSerial.getAndIncrement(), notice));
    }

    @Override
    public Mutex mutex() {
        return dispatcher.mutex();
    }

    void attach(Channel newChannel) {
        channel = newChannel;
    }

    /** Takes what this end sends from now on through the taps of its link; a link without taps is not slowed by them. */
    synchronized void sendThrough(LinkTaps taps) {
        Channel attached = channel;
        if (attached != null && attached.isOpen() && attached.pipeline().get(TapHandler.class) == null) {
            attached.pipeline().addFirst(new TapHandler(this, taps));
        }
    }

    /** Whether the channel is ready for frames. */
    boolean isAttached() {
        Channel attached = channel;
        return attached != null && attached.isActive();
    }

    Channel channel() {
        Channel attached = channel;
        if (attached == null || !attached.isActive()) {
            throw new IllegalStateException("link of " + self + " to " + peer + ": closed, expected open");
        }
        return attached;
    }

    /** Runs party code for a request or notice and sends what it answers. */
    void handle(Envelope envelope) {
        RequestHandler current = handler;
        if (current == null) {
            return;
        }
        Optional<Frame> answer = current.handle(envelope.frame());
        if (answer.isPresent() && envelope.kind() == EnvelopeKind.REQUEST) {
            write(new Envelope(self, peer, EnvelopeKind.ANSWER, envelope.serial(), answer.get()));
        }
    }

    /** Takes bytes off the link; bytes that are no frame for this end are counted and lost, as on a bad wire. */
    void arrived(ByteBuf raw) {
        Envelope envelope;
        try {
            envelope = EnvelopeCodec.decode(raw.internalNioBuffer(raw.readerIndex(), raw.readableBytes()));
        } catch (FrameFormatException e) {
            lose();
            return;
        }
        if (envelope.to() != self || envelope.from() != peer) {
            lose();
        } else if (envelope.kind() != EnvelopeKind.ANSWER) {
            dispatcher.requestArrived(this, envelope);
        } else {
            answered(envelope);
        }
    }

    private void answered(Envelope envelope) {
        PendingCall call = pending.get(envelope.serial());
        if (call == null || clock.elapsedNanos() > call.deadlineNanos()) {
            dispatcher.frameLeft();
        } else {
            dispatcher.answerArrived(call, envelope.frame());
        }
    }

    private void lose() {
        malformed.incrementAndGet();
        dispatcher.frameLeft();
    }

    private void write(Envelope envelope) {
        Channel open = channel();
        int size = EnvelopeCodec.size(envelope);
        ByteBuf raw = open.alloc().buffer(size);
        EnvelopeCodec.encode(envelope, raw.internalNioBuffer(0, size));
        raw.writerIndex(size);
        dispatcher.frameEntered();
        var unused = open.writeAndFlush(raw, open.voidPromise());
    }

    private long deadlineNanos(Duration deadline) {
        long now = clock.elapsedNanos();
        boolean forever = deadline.compareTo(Duration.ofNanos(Long.MAX_VALUE - now)) >= 0;
        return forever ? Long.MAX_VALUE : now + deadline.toNanos();
    }
}
