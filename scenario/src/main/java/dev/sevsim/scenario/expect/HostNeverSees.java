package dev.sevsim.scenario.expect;

import dev.sevsim.scenario.Expectation;
import dev.sevsim.scenario.Mismatch;
import dev.sevsim.scenario.Observed;
import dev.sevsim.scenario.leak.Leak.Kind;
import java.util.List;

/**
 * The host sees nothing of a kind, in whole or by half, in no encoding, in nothing that it can reach. Every scenario expects this of
 * secrets, keys and private pages unless it expects {@link HostSees}.
 *
 * @param kind what it must not see
 */
public record HostNeverSees(Kind kind) implements Expectation {
    @Override
    public List<Mismatch> check(Observed run) {
        return run.leaks().stream()
                .filter(leak -> leak.kind() == kind)
                .map(leak -> Mismatch.of("host-never-sees", "no " + kind.text(), leak.text()))
                .toList();
    }
}
