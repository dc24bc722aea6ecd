package dev.sevsim.bus;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.LinkTaps.Place;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.frame.FrameFormatException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes what one end sends through the taps of its link, and carries their verdicts out. */
final class TapHandler extends ChannelOutboundHandlerAdapter {
    private final BusEndpoint endpoint;
    private final LinkTaps taps;
    private @Nullable ChannelHandlerContext context;

    TapHandler(BusEndpoint endpoint, LinkTaps taps) {
        this.endpoint = endpoint;
        this.taps = taps;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void write(ChannelHandlerContext from, Object message, ChannelPromise promise) {
        Bytes raw;
        try {
            ByteBuf buffer = (ByteBuf) message;
            byte[] content = new byte[buffer.readableBytes()];
            buffer.getBytes(buffer.readerIndex(), content);
            raw = Bytes.copyOf(content);
        } finally {
            ReferenceCountUtil.release(message);
        }
        try {
            pass(raw, new Position(taps.places(), 0));
        } catch (RuntimeException | Error thrown) {
            endpoint.dispatcher().failed(thrown);
        }
    }

    /** A place in the list of taps that a frame passes. */
    private record Position(List<Place> places, int index) {
        boolean isEnd() {
            return index == places.size();
        }

        Place place() {
            return places.get(index);
        }

        Position next() {
            return new Position(places, index + 1);
        }
    }

    /** Sends on, starting with the tap at {@code at}; the frame is already announced. */
    private void pass(Bytes raw, Position at) {
        if (at.isEnd()) {
            transmit(raw);
            return;
        }
        TappedFrame frame = new TappedFrame(endpoint.self(), endpoint.peer(), decode(raw), raw);
        Verdict verdict = at.place().inspect(frame);
        if (verdict instanceof Verdict.Pass) {
            pass(raw, at.next());
        } else if (verdict instanceof Verdict.Drop) {
            endpoint.dispatcher().frameLeft();
        } else if (verdict instanceof Verdict.Replace replace) {
            pass(replace.raw(), at.next());
        } else if (verdict instanceof Verdict.Delay delay) {
            endpoint.dispatcher().delay(delay.by(), endpoint, () -> passLate(raw, at.next()));
        } else if (verdict instanceof Verdict.AnswerInstead instead) {
            answer(frame.envelope(), instead.answer());
        } else {
            several(verdict, raw, at);
        }
    }

    /** Announces every further frame before the first goes on; otherwise the bus could be taken for idle. */
    private void several(Verdict verdict, Bytes raw, Position at) {
        if (verdict instanceof Verdict.Hold) {
            at.place().hold(this, raw);
            endpoint.dispatcher().frameLeft();
        } else if (verdict instanceof Verdict.Duplicate) {
            endpoint.dispatcher().frameEntered();
            pass(raw, at.next());
            pass(raw, at.next());
        } else if (verdict instanceof Verdict.PassThenRelease) {
            List<LinkTaps.Held> released = at.place().release();
            released.forEach(held -> endpoint.dispatcher().frameEntered());
            pass(raw, at.next());
            released.forEach(held -> held.sender().pass(held.raw(), at.next()));
        } else if (verdict instanceof Verdict.PassThenInject inject) {
            inject.raw().forEach(more -> endpoint.dispatcher().frameEntered());
            pass(raw, at.next());
            inject.raw().forEach(more -> pass(more, at.next()));
        } else {
            throw new IllegalStateException("verdict: " + verdict + ", expected a known one");
        }
    }

    private void passLate(Bytes raw, Position at) {
        try {
            pass(raw, at);
        } catch (RuntimeException | Error thrown) {
            endpoint.dispatcher().failed(thrown);
        }
    }

    private void answer(Optional<Envelope> request, Frame answer) {
        if (request.isEmpty() || request.get().kind() != EnvelopeKind.REQUEST) {
            endpoint.dispatcher().frameLeft();
            return;
        }
        Envelope envelope = new Envelope(
                endpoint.peer(),
                endpoint.self(),
                EnvelopeKind.ANSWER,
                request.get().serial(),
                answer);
        ChannelHandlerContext here = here();
        var unused = here.fireChannelRead(buffer(here, EnvelopeCodec.encode(envelope)));
    }

    private void transmit(Bytes raw) {
        ChannelHandlerContext here = here();
        var unused = here.writeAndFlush(buffer(here, raw), here.voidPromise());
    }

    private static ByteBuf buffer(ChannelHandlerContext here, Bytes raw) {
        return here.alloc().buffer(Math.max(1, raw.length())).writeBytes(raw.asLittleEndian());
    }

    private ChannelHandlerContext here() {
        ChannelHandlerContext added = context;
        if (added == null) {
            throw new IllegalStateException("tap handler of " + endpoint.self() + ": not in a pipeline");
        }
        return added;
    }

    private static Optional<Envelope> decode(Bytes raw) {
        try {
            return Optional.of(EnvelopeCodec.decode(raw));
        } catch (FrameFormatException e) {
            return Optional.empty();
        }
    }
}
