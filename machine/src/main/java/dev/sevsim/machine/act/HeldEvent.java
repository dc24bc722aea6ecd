package dev.sevsim.machine.act;

import dev.sevsim.bus.Party;
import dev.sevsim.bus.frame.Frame;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An event that is held at a point, where acts can change, lose or repeat it.
 *
 * <p>Before the event an act may replace the request or answer in the receiver's place; after it, it may replace the answer. Used
 * from the thread that makes the call.
 */
public final class HeldEvent implements Event {
    private final Party from;
    private final Party to;
    private final List<String> names;
    private final Map<String, Long> fields;
    private Frame request;
    private Optional<Frame> answer = Optional.empty();
    private boolean answered;
    private int repeats;

    HeldEvent(Party from, Party to, List<String> names, Map<String, Long> fields, Frame request) {
        this.from = from;
        this.to = to;
        this.names = List.copyOf(names);
        this.fields = Map.copyOf(fields);
        this.request = request;
    }

    @Override
    public Party from() {
        return from;
    }

    @Override
    public Party to() {
        return to;
    }

    @Override
    public List<String> names() {
        return names;
    }

    @Override
    public Optional<Frame> request() {
        return Optional.of(request);
    }

    @Override
    public Optional<Frame> answer() {
        return answer;
    }

    @Override
    public OptionalLong field(String name) {
        Long value = fields.get(name);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /** The request as it goes on. */
    Frame outgoing() {
        return request;
    }

    /** Lets another request go on. */
    public void replaceRequest(Frame other) {
        request = other;
    }

    /** Answers in place of the receiver, who gets no request where it has not got it yet; empty for no answer at all. */
    public void replaceAnswer(Optional<Frame> other) {
        answer = other;
        answered = true;
    }

    /** Lets the request be sent once more after its answer; that second answer is lost. */
    public void repeat() {
        repeats++;
    }

    boolean isAnswered() {
        return answered;
    }

    int repeats() {
        return repeats;
    }
}
