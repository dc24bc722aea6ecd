package dev.sevsim.machine.act;

import dev.sevsim.bus.Party;
import dev.sevsim.bus.frame.Frame;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Something that happens in a run and can have a {@link Point}: mostly a request of one party to another, and its answer. */
public interface Event {
    /** The party that asks. */
    Party from();

    /** The party that is asked. */
    Party to();

    /** The names of the event, the most specific first. */
    List<String> names();

    /** The request as it goes on; empty for an event that is none. */
    Optional<Frame> request();

    /** The answer; empty before the event, and after one that had no answer. */
    Optional<Frame> answer();

    /**
     * A decoded field by its name in lower case, as a number: of the request before the event, of what the receiver left there
     * after it; empty for a field that is text or is not there.
     */
    OptionalLong field(String name);

    /** As {@link #field}, as text: a number in hexadecimal with {@code 0x}, a status or errno by its name. */
    Optional<String> text(String name);

    /** The request, if it is a frame of this type. */
    default <F extends Frame> Optional<F> request(Class<F> type) {
        return request().filter(type::isInstance).map(type::cast);
    }

    /** The answer, if it is a frame of this type. */
    default <F extends Frame> Optional<F> answer(Class<F> type) {
        return answer().filter(type::isInstance).map(type::cast);
    }
}
