package dev.sevsim.cli;

import dev.sevsim.io.file.InputException;
import dev.sevsim.io.text.NearMiss;
import dev.sevsim.scenario.Scenario;
import dev.sevsim.scenario.Scenarios;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Chooses scenarios by their names: a whole name, a pattern of the whole name with {@code *} and {@code ?}, else a part of a name. Square
 * brackets stand for themselves: names of matrix rows have them.
 */
final class ScenarioFilter {
    private ScenarioFilter() {}

    /**
     * The scenarios that one of the filters chooses, in their order; all without a filter.
     *
     * @throws InputException for a filter that chooses none
     */
    static List<Scenario> chosen(List<Scenario> scenarios, List<String> filters) {
        if (filters.isEmpty()) {
            return scenarios;
        }
        List<String> names = scenarios.stream().map(Scenario::name).toList();
        List<Predicate<String>> choices = new ArrayList<>();
        for (String filter : filters) {
            if (filter.isEmpty()) {
                throw new InputException("--filter is empty, expected a name, a pattern or a part of a name");
            }
            Predicate<String> choice = choice(filter, names);
            if (names.stream().noneMatch(choice)) {
                throw new InputException("--filter '" + filter + "' is in no name of " + names.size() + " scenarios"
                        + NearMiss.question(filter, names));
            }
            choices.add(choice);
        }
        return scenarios.stream()
                .filter(one -> choices.stream().anyMatch(choice -> choice.test(one.name())))
                .toList();
    }

    private static Predicate<String> choice(String filter, List<String> names) {
        if (names.contains(filter)) {
            return filter::equals;
        }
        if (filter.contains("*") || filter.contains("?")) {
            return Scenarios.pattern(filter);
        }
        return name -> name.contains(filter);
    }
}
