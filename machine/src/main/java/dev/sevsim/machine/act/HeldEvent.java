package dev.sevsim.machine.act;

import dev.sevsim.bus.Party;
import dev.sevsim.bus.frame.Frame;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A request of one party to another, which acts can change, lose or repeat, and its answer.
 *
 * <p>Before the event an act may replace the request or answer in the receiver's place; after it, it may replace the answer. Used
 * from the thread that makes the call.
 */
public final class Event {
    private final Party from;
    private final Party to;
    private final List<String> names;
    private final Map<String, Long> fields;
    private Frame request;
    private Optional<Frame> answer = Optional.empty();
    private boolean answered;
    private int repeats;

    Event(Party from, Party to, List<String> names, Map<String, Long> fields, Frame request) {
        this.from = from;
        this.to = to;
        this.names = List.copyOf(names);
        this.fields = Map.copyOf(fields);
        this.request = request;
    }

    /** The party that asks. */
    public Party from() {
        return from;
    }

    /** The party that is asked. */
    public Party to() {
        return to;
    }

    /** The names of the event, the most specific first. */
    public List<String> names() {
        return names;
    }

    /** The request as it goes on. */
    public Frame request() {
        return request;
    }

    /** The answer; empty before the event, and after one that had no answer. */
    public Optional<Frame> answer() {
        return answer;
    }

    /** A decoded field of the request, by the specification's name in lower case. */
    public OptionalLong field(String name) {
        Long value = fields.get(name);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    boolean isNamed(String name) {
        return names.contains(name);
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
