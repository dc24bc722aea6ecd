package dev.sevsim.machine.act;

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
}
