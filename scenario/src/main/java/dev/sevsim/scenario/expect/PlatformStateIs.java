package dev.sevsim.scenario.expect;

import dev.sevsim.abi.firmware.PlatformState;
import dev.sevsim.scenario.Expectation;
import dev.sevsim.scenario.Mismatch;
import dev.sevsim.scenario.Observed;
import java.util.List;

/**
 * The platform's state in the firmware.
 *
 * @param state UNINIT, INIT or WORKING
 */
public record PlatformStateIs(PlatformState state) implements Expectation {
    @Override
    public List<Mismatch> check(Observed run) {
        String found = run.machine().processor().view().state().name();
        return Checks.same("platform-state", state.name(), found, found);
    }
}
