package dev.sevsim.scenario;

import dev.sevsim.machine.RunningGuest;
import java.util.List;
import java.util.Optional;

/**
 * What a party must have answered or must hold; immutable.
 *
 * <p>Implementations are records in {@link dev.sevsim.scenario.expect}; {@link Expectations} has their names in files.
 */
@FunctionalInterface
public interface Expectation {
    /** Compares with a run; empty when all is as expected. */
    List<Mismatch> check(Observed run);

    /** When an expectation can be checked. */
    enum Moment {
        /** At any point of the run and at its end. */
        ANY,
        /** While the guest is idle, before it is switched off. */
        GUEST,
        /** At the end of the run. */
        END
    }

    /** When this can be checked. */
    default Moment moment() {
        return Moment.ANY;
    }

    /** One of the end of the run. */
    @FunctionalInterface
    interface OfEnd extends Expectation {
        @Override
        default Moment moment() {
            return Moment.END;
        }
    }

    /** One of a guest that runs its kernel. */
    interface OfGuest extends Expectation {
        /** Compares with a guest that is idle; empty when all is as expected. */
        List<Mismatch> check(RunningGuest guest, Observed run);

        /** Of a guest that never ran, or runs no more, nothing is as expected. */
        @Override
        default List<Mismatch> check(Observed run) {
            Optional<RunningGuest> idle = run.guest().filter(RunningGuest::isRunning);
            return idle.isPresent()
                    ? check(idle.get(), run)
                    : List.of(Mismatch.of("guest", "one that runs its kernel", "none"));
        }

        @Override
        default Moment moment() {
            return Moment.GUEST;
        }
    }
}
