package dev.sevsim.bus.tap;

import dev.sevsim.bus.Tap;
import dev.sevsim.bus.TappedFrame;
import dev.sevsim.bus.Verdict;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.trace.Trace;
import dev.sevsim.bus.trace.TraceEvent;
import java.util.Optional;

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

    /** Records to {@code trace} without guest console text. */
    public RecorderTap(Trace trace) {
        this(trace, ConsoleView.HIDDEN, Optional.empty());
    }

    /** Records to {@code trace}, and every byte to {@code capture} when there is one. */
    public RecorderTap(Trace trace, ConsoleView view, Optional<CaptureWriter> capture) {
        this.trace = trace;
        this.view = view;
        this.capture = capture;
    }

    @Override
    public Verdict inspect(TappedFrame frame) {
        capture.ifPresent(writer -> writer.write(frame));
        if (trace.enabled()) {
            trace.record(event(frame));
        }
        return Verdict.pass();
    }

    private TraceEvent event(TappedFrame tapped) {
        String from = tapped.from().label();
        String to = tapped.to().label();
        if (tapped.envelope().isEmpty()) {
            return TraceEvent.of(from, to, "malformed")
                    .with("length", tapped.raw().length());
        }
        Frame frame = tapped.envelope().get().frame();
        TraceEvent event = new TraceEvent(
                from,
                to,
                frame.type().kind(),
                FrameFields.of(frame, view),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        boolean shown = view == ConsoleView.TEACHING || !FrameFields.mayShowConsole(frame);
        return shown ? event.withRaw(tapped.payload()) : event;
    }
}
