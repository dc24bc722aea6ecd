package dev.sevsim.scenario.expect;

import dev.sevsim.scenario.Expectation;
import dev.sevsim.scenario.Mismatch;
import dev.sevsim.scenario.Observed;
import dev.sevsim.scenario.leak.Leak;
import dev.sevsim.scenario.leak.Leak.Kind;
import dev.sevsim.scenario.leak.Leak.Place;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The host sees something that it must not: the outcome of an attack on a weak platform or under a weak policy. All that it sees of
 * the kind must be in these places.
 *
 * @param kind what it sees
 * @param places where; each must hold some of it
 */
public record HostSees(Kind kind, Set<Place> places) implements Expectation.OfEnd {
    /** Keeps the places unchangeable. */
    public HostSees {
        places = Set.copyOf(places);
    }

    @Override
    public List<Mismatch> check(Observed run) {
        Set<Place> found = run.leaks().stream()
                .filter(leak -> leak.kind() == kind)
                .map(Leak::place)
                .collect(Collectors.toSet());
        return found.equals(places)
                ? List.of()
                : List.of(Mismatch.of(
                        "host-sees",
                        kind.text() + " in " + names(places),
                        found.isEmpty() ? "none of them" : names(found)));
    }

    private static String names(Set<Place> places) {
        return places.stream().map(Place::text).sorted().collect(Collectors.joining(", "));
    }
}
