package dev.sevsim.bus.tap;

import dev.sevsim.bus.Envelope;
import dev.sevsim.bus.EnvelopeCodec;
import dev.sevsim.bus.EnvelopeKind;
import dev.sevsim.bus.Party;
import dev.sevsim.bus.TappedFrame;
import dev.sevsim.bus.frame.Frame;
import java.util.Optional;

/** Frames as a tap sees them. */
final class TappedFrames {
    private TappedFrames() {}

    /** A request of the host to the firmware. */
    static TappedFrame request(Frame frame) {
        Envelope envelope = new Envelope(Party.HOST, Party.PSP, EnvelopeKind.REQUEST, 1, frame);
        return new TappedFrame(Party.HOST, Party.PSP, Optional.of(envelope), EnvelopeCodec.encode(envelope));
    }
}
