package dev.sevsim.scenario.check;

import dev.sevsim.scenario.Mismatch;
import dev.sevsim.scenario.Scenario;
import dev.sevsim.scenario.ScenarioRunner;
import dev.sevsim.scenario.Scenarios;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;

/**
 * Runs scenarios of the catalogue inside of a {@link CheckLoader}; its types are those of the JDK, which both sides share.
 */
public final class CheckRuns implements BiFunction<String, String, Map<String, List<String>>> {
    /** Key of what went otherwise. */
    static final String MISMATCHES = "mismatches";

    /** Key of the checks that have refused something. */
    static final String HITS = "hits";

    private final Map<String, Scenario> scenarios = new LinkedHashMap<>();
    private final ScenarioRunner runner = new ScenarioRunner(7);

    /** Reads the catalogue. */
    public CheckRuns() {
        Scenarios.catalogue().forEach(scenario -> scenarios.put(scenario.name(), scenario));
    }

    /**
     * Runs a scenario.
     *
     * @param name of the scenario
     * @param off the check that is switched off; empty for none
     */
    @Override
    public Map<String, List<String>> apply(String name, String off) {
        Switch.turnOff(off);
        List<String> mismatches = new ArrayList<>();
        try {
            runner.run(Objects.requireNonNull(scenarios.get(name))).mismatches().stream()
                    .map(Mismatch::text)
                    .forEach(mismatches::add);
        } catch (RuntimeException | Error e) {
            mismatches.add("ended with " + e);
        }
        List<String> hits = List.copyOf(Switch.hits());
        Switch.turnOff("");
        return Map.of(MISMATCHES, mismatches, HITS, hits);
    }

    /** The names of the catalogue. */
    public List<String> names() {
        return List.copyOf(scenarios.keySet());
    }
}
