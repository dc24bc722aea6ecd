package dev.sevsim.machine.act;

/**
 * Observes a point of a run. It is no act: nothing is recorded and nothing changes.
 *
 * <p>An observer may end the run with an unchecked exception, which leaves through the call that let the machine run. The machine
 * stands still from then on, so that it can be read until it is closed: every further call of the host or the VMM throws the same
 * exception.
 */
@FunctionalInterface
public interface PointObserver {
    /** The point is reached; acts at the same point come after this. */
    void reached(Event event);
}
