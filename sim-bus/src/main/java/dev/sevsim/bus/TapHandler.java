package dev.sevsim.bus;

import dev.sevsim.abi.Bytes;
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

/** Takes what one end sends through the taps of its link, and does what they say. */
final class TapHandler extends ChannelOutboundHandlerAdapter {
    private final BusEndpoint endpoint;
    private final LinkTaps taps;
    private final Dispatcher dispatcher;
    private @Nullable ChannelHandlerContext context;

    TapHandler(BusEndpoint endpoint, LinkTaps taps, Dispatcher dispatcher) {
        this.endpoint = endpoint;
        this.taps = taps;
        this.dispatcher = dispatcher;
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
            pass(raw, 0);
        } catch (RuntimeException | Error thrown) {
            dispatcher.failed(thrown);
        }
    }

    /** Sends on, starting with the tap at {@code index}; the frame is already announced. */
    private void pass(Bytes raw, int index) {
        if (index == taps.count()) {
            transmit(raw);
            return;
        }
        TappedFrame frame = new TappedFrame(endpoint.self(), endpoint.peer(), decode(raw), raw);
        Verdict verdict = taps.inspect(index, frame);
        if (verdict instanceof Verdict.Pass) {
            pass(raw, index + 1);
        } else if (verdict instanceof Verdict.Drop) {
            dispatcher.frameLeft();
        } else if (verdict instanceof Verdict.Replace replace) {
            pass(replace.raw(), index + 1);
        } else if (verdict instanceof Verdict.Delay delay) {
            dispatcher.delay(delay.by(), endpoint, () -> passLate(raw, index + 1));
        } else if (verdict instanceof Verdict.AnswerInstead instead) {
            answer(frame.envelope(), instead.answer());
        } else {
            several(verdict, raw, index);
        }
    }

    /** Announces every further frame before the first is passed; otherwise the bus could be taken for idle. */
    private void several(Verdict verdict, Bytes raw, int index) {
        if (verdict instanceof Verdict.Hold) {
            taps.hold(index, this, raw);
            dispatcher.frameLeft();
        } else if (verdict instanceof Verdict.Duplicate) {
            dispatcher.frameEntered();
            pass(raw, index + 1);
            pass(raw, index + 1);
        } else if (verdict instanceof Verdict.PassThenRelease) {
            List<LinkTaps.Held> released = taps.release(index);
            released.forEach(held -> dispatcher.frameEntered());
            pass(raw, index + 1);
            released.forEach(held -> held.sender().pass(held.raw(), index + 1));
        } else if (verdict instanceof Verdict.PassThenInject inject) {
            inject.raw().forEach(more -> dispatcher.frameEntered());
            pass(raw, index + 1);
            inject.raw().forEach(more -> pass(more, index + 1));
        } else {
            throw new IllegalStateException("verdict: " + verdict + ", expected a known one");
        }
    }

    private void passLate(Bytes raw, int index) {
        try {
            pass(raw, index);
        } catch (RuntimeException | Error thrown) {
            dispatcher.failed(thrown);
        }
    }

    private void answer(Optional<Envelope> request, Frame answer) {
        if (request.isEmpty() || request.get().kind() != EnvelopeKind.REQUEST) {
            dispatcher.frameLeft();
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
