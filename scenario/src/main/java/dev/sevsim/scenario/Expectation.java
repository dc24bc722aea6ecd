package dev.sevsim.scenario;

import java.util.List;

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
}
