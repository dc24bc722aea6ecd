package dev.sevsim.bus.tap;

import dev.sevsim.bus.EnvelopeKind;
import dev.sevsim.bus.Party;
import dev.sevsim.bus.TappedFrame;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/** Answers to requests of one kind; it has to see every frame of its links. */
final class AnswersTo implements Predicate<TappedFrame> {
    private final Predicate<TappedFrame> requests;
    private final Set<Serial> open = new HashSet<>();

    /** Serials are unique for the end of a link that asks. */
    private record Serial(Party asking, Party asked, long number) {}

    AnswersTo(Predicate<TappedFrame> requests) {
        this.requests = requests;
    }

    @Override
    public boolean test(TappedFrame frame) {
        if (FaultInjector.ofKind(EnvelopeKind.ANSWER).test(frame)) {
            return open.remove(new Serial(frame.to(), frame.from(), serial(frame)));
        }
        if (requests.test(frame)) {
            open.add(new Serial(frame.from(), frame.to(), serial(frame)));
        }
        return false;
    }

    private static long serial(TappedFrame frame) {
        return frame.envelope().orElseThrow().serial();
    }
}
