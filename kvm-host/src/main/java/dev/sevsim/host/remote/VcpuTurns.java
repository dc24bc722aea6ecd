package dev.sevsim.host.remote;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Whose turn it is among the vCPUs of a program, which has a thread for each.
 *
 * <p>The modelled firmware sends start-up interrupts and looks once who has come. On a host with as many cores the others have run by
 * then; here they get their turn before the sender goes on.
 */
final class VcpuTurns {
    /** Attempts of the sender after which the others are not waited for any more: they are stopped, or another VM's. */
    private static final int PATIENCE = 500;

    private final Set<Long> known = new HashSet<>();
    private final Map<Long, Waiting> waiting = new HashMap<>();

    /** A vCPU that has given way, and those that have not run since. */
    private static final class Waiting {
        private final Set<Long> others;
        private int attempts;

        private Waiting(Set<Long> others) {
            this.others = others;
        }
    }

    /** Whether the vCPU of this file has given way and the others have not run so far. */
    boolean mustWait(long vcpu) {
        Waiting own = waiting.get(vcpu);
        if (own == null) {
            return false;
        }
        if (own.others.isEmpty() || ++own.attempts > PATIENCE) {
            waiting.remove(vcpu);
            return false;
        }
        return true;
    }

    /** A vCPU has run; {@code gaveWay} for the others. */
    void ran(long vcpu, boolean gaveWay) {
        known.add(vcpu);
        waiting.values().forEach(other -> other.others.remove(vcpu));
        if (gaveWay) {
            Set<Long> others = new HashSet<>(known);
            others.remove(vcpu);
            waiting.put(vcpu, new Waiting(others));
        }
    }
}
