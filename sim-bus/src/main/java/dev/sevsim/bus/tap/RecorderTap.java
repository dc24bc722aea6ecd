package dev.sevsim.bus.tap;

import dev.sevsim.bus.Envelope;
import dev.sevsim.bus.EnvelopeKind;
import dev.sevsim.bus.Party;
import dev.sevsim.bus.Tap;
import dev.sevsim.bus.TappedFrame;
import dev.sevsim.bus.Verdict;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.trace.Trace;
import dev.sevsim.bus.trace.TraceEvent;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Turns frames into trace events, and stores them in a capture when there is one.
 *
 * <p>A recorder at the head of a link's taps sees what was sent, one at the end sees what arrives. What the guest puts
 * out or takes in by port is left out of the trace, because a console may show secrets; the teaching view shows it. A
 * capture always has every byte.
 */
public final class RecorderTap implements Tap {
    private final Trace trace;
    private final ConsoleView view;
    private final Optional<CaptureWriter> capture;
    private final Map<Party, Trace.Scope> requests = new ConcurrentHashMap<>();

    /** Records to {@code trace} without guest console text. */
    public RecorderTap(Trace trace) {
        this(trace, ConsoleView.HIDDEN);
    }

    /** Records to {@code trace}; {@code view} decides about the guest's console text. */
    public RecorderTap(Trace trace, ConsoleView view) {
        this(trace, view, Optional.empty());
    }

    /** Records to {@code trace}, and every byte to {@code capture} when there is one. */
    RecorderTap(Trace trace, ConsoleView view, Optional<CaptureWriter> capture) {
        this.trace = trace;
        this.view = view;
        this.capture = capture;
    }

    @Override
    public Verdict inspect(TappedFrame frame) {
        capture.ifPresent(writer -> writer.write(frame));
        if (trace.enabled()) {
            record(frame);
        }
        return Verdict.pass();
    }

    /**
     * A request is an operation that ends with its answer. An answer can get lost; a party waits for the answer of one
     * request at a time, so that its next request ends the one before.
     */
    private void record(TappedFrame frame) {
        TraceEvent event = event(frame);
        Optional<EnvelopeKind> kind = frame.envelope().map(Envelope::kind);
        if (kind.equals(Optional.of(EnvelopeKind.REQUEST))) {
            end(frame.from());
            requests.put(frame.from(), trace.enter(event));
            return;
        }
        trace.record(event);
        if (kind.equals(Optional.of(EnvelopeKind.ANSWER))) {
            end(frame.to());
        }
    }

    private void end(Party caller) {
        Trace.Scope open = requests.remove(caller);
        if (open != null) {
            open.close();
        }
    }

    private TraceEvent event(TappedFrame tapped) {
        String from = tapped.from().label();
        String to = tapped.to().label();
        if (tapped.envelope().isEmpty()) {
            return TraceEvent.builder(from, to, "malformed")
                    .with("length", tapped.raw().length())
                    .build();
        }
        Frame frame = tapped.envelope().get().frame();
        TraceEvent.Builder event = TraceEvent.builder(from, to, frame.type().kind());
        FrameFields.describe(frame, view, event);
        if (view == ConsoleView.TEACHING || !FrameFields.mayShowConsole(frame)) {
            event.withRaw(tapped.payload());
        }
        return event.build();
    }
}
