package dev.sevsim.machine.act;

import dev.sevsim.bus.Party;
import dev.sevsim.bus.frame.Frame;
import java.time.Duration;
import java.util.LinkedHashMap;
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
    private Map<String, String> fields;
    private Optional<Frame> request;
    private Optional<Frame> answer = Optional.empty();
    private Optional<GuestExit> exit = Optional.empty();
    private boolean answered;
    private boolean passed;
    private Duration delay = Duration.ZERO;
    private int repeats;

    /** A request; empty for an event that is none. */
    HeldEvent(Party from, Party to, List<String> names, Map<String, String> fields, Optional<Frame> request) {
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
        return request;
    }

    @Override
    public Optional<Frame> answer() {
        return answer;
    }

    @Override
    public OptionalLong field(String name) {
        Optional<Long> value = text(name).flatMap(Texts::number);
        return value.isPresent() ? OptionalLong.of(value.get()) : OptionalLong.empty();
    }

    @Override
    public Optional<String> text(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /** Adds what is decoded of the answer, or replaces what is decoded of the request. */
    void addFields(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(fields);
        all.putAll(more);
        fields = Map.copyOf(all);
    }

    /** The request as it goes on. */
    Frame outgoing() {
        return request.orElseThrow(() -> new ActFailure(names.get(0) + " is no message"));
    }

    /** Lets another request go on. */
    public void replaceRequest(Frame other) {
        requireOpen();
        request = Optional.of(other);
    }

    /** Answers in place of the receiver, who gets no request where it has not got it yet; empty for no answer at all. */
    public void replaceAnswer(Optional<Frame> other) {
        requireOpen();
        answer = other;
        answered = true;
    }

    /**
     * Checks that the request is still to be sent, or has had its answer.
     *
     * @throws ActFailure when an earlier act has answered it in the place of the receiver
     */
    void requireOpen() {
        if (answered && !passed) {
            throw new ActFailure("an earlier act has answered " + names.get(0) + " already");
        }
    }

    /** What follows is after the event. */
    void pass() {
        passed = true;
    }

    /** Lets the request be sent once more after its answer; that second answer is lost. */
    public void repeat() {
        repeats++;
    }

    /** Why the guest has left its vCPU, for an event that is an exit. */
    void leftBy(GuestExit why) {
        exit = Optional.of(why);
    }

    /**
     * The exit, which the next entry of its vCPU answers.
     *
     * @param act the act that belongs after an exit
     * @throws ActFailure for another event
     */
    GuestExit exit(Act act) {
        return exit.orElseThrow(() -> new ActFailure(act.name() + " belongs after an exit"));
    }

    /** Lets the request, or the answer after the event, arrive later. */
    void delay(Duration by) {
        delay = delay.plus(by);
    }

    /** The delay at this side of the event. */
    Duration takeDelay() {
        Duration taken = delay;
        delay = Duration.ZERO;
        return taken;
    }

    boolean isAnswered() {
        return answered;
    }

    int repeats() {
        return repeats;
    }
}
