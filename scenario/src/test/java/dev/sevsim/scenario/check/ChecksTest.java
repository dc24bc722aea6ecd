package dev.sevsim.scenario.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Every check of a host's input is needed: without it, a scenario of the catalogue fails. */
class ChecksTest {
    /** Checks that each build switches off. */
    private static final int SAMPLE = 40;

    private static final long SEED = 7;

    private static SwitchedRuns runs;

    @BeforeAll
    static void load() throws ReflectiveOperationException {
        runs = SwitchedRuns.load();
    }

    @Test
    void namesEachCheckOfTheSources() throws IOException {
        ChecksPage page = ChecksPage.read();
        Set<String> named = new TreeSet<>(page.scenarios().keySet());
        named.addAll(page.reasons().keySet());

        assertThat(runs.checks().keySet()).isEqualTo(named);
        assertThat(page.scenarios().keySet())
                .doesNotContainAnyElementsOf(page.reasons().keySet());
    }

    /** The rows of one sample, which a fault in the table or in the checks would not pass. */
    @Test
    void missesChecksOfASample() throws IOException {
        Map<String, String> rows = ChecksPage.read().scenarios();
        List<String> checks = new ArrayList<>(rows.keySet());
        Collections.shuffle(checks, new Random(SEED));

        assertThat(checks.subList(0, SAMPLE)).allSatisfy(check -> {
            assertThat(runs.mismatches(rows.get(check), check)).as(check).isNotEmpty();
        });
    }

    /** A switch that switches nothing would let the scenarios above fail for another reason. */
    @Test
    void missesNoCheckThatRefusesNothing() throws IOException {
        Map<String, String> rows = ChecksPage.read().scenarios();

        assertThat(runs.mismatches("plain-launch", rows.keySet().iterator().next()))
                .isEmpty();
    }

    @Test
    @EnabledIfSystemProperty(named = "sevsim.stress", matches = "true")
    void missesEachCheck() throws IOException {
        Map<String, String> found = new TreeMap<>();
        Map<String, String> without = new LinkedHashMap<>();
        runs.scenariosByCheck().forEach((check, scenarios) -> {
            Optional<String> failing = scenarios.stream()
                    .filter(scenario -> !runs.mismatches(scenario, check).isEmpty())
                    .findFirst();
            failing.ifPresentOrElse(
                    scenario -> found.put(check, scenario),
                    () -> without.put(check, scenarios.isEmpty() ? "no scenario reaches it" : scenarios.toString()));
        });
        Map<String, String> reasons = Reasons.of(without);
        if (Boolean.getBoolean("sevsim.docs.write")) {
            new ChecksPage(found, reasons).write();
        }
        Files.write(
                Path.of("target", "checks-without-a-reason.txt"),
                without.entrySet().stream()
                        .filter(entry -> !reasons.containsKey(entry.getKey()))
                        .map(entry -> entry.getKey() + " | " + entry.getValue())
                        .toList(),
                StandardCharsets.UTF_8);

        assertThat(reasons.keySet())
                .as("checks without a scenario, each with a reason")
                .isEqualTo(without.keySet());
        assertThat(ChecksPage.read()).isEqualTo(new ChecksPage(found, reasons));
    }
}
