package dev.sevsim.machine.act;

import java.util.List;
import java.util.Optional;

/**
 * Something that a hostile host does. Implementations are records: the name is that of the class in lower case with hyphens, the
 * arguments are the components.
 */
public interface Act {
    /**
     * Does it.
     *
     * @param host the host's ports
     * @param event the event before or after which it is done
     * @throws ActFailure when it cannot be done, for instance on a page that the guest does not have
     */
    void perform(HostileHost host, HeldEvent event);

    /** The name in texts and traces, such as {@code flip-bit}. */
    default String name() {
        return Acts.nameOf(getClass());
    }

    /**
     * Checks what the act needs of its point beside {@link Belongs}.
     *
     * @throws IllegalArgumentException when it can never be done there
     */
    default void requireFit(Point point) {}

    /** Whether it answers in the place of the receiver, who gets no request then. */
    default boolean answers(Point.Side side) {
        return false;
    }

    /** What it makes under a name, for other acts: a copy or a guest. */
    default Optional<String> makes() {
        return Optional.empty();
    }

    /** What it uses under a name: another act of the plan has to make it. */
    default List<String> uses() {
        return List.of();
    }
}
