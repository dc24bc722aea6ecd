package dev.sevsim.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class CatalogueTest {
    private static final int LEAST = 80;

    /** Every scenario is a whole run with all of its expectations. */
    @TestFactory
    Stream<DynamicTest> passes() {
        ScenarioRunner runner = new ScenarioRunner(7);
        return Scenarios.catalogue().stream()
                .map(scenario -> DynamicTest.dynamicTest(
                        scenario.name(),
                        () -> assertThat(runner.run(scenario).mismatches())
                                .extracting(Mismatch::text)
                                .isEmpty()));
    }

    @Test
    void hasNamesTitlesAndLessons() {
        List<Scenario> catalogue = Scenarios.catalogue();

        assertThat(catalogue).extracting(Scenario::name).doesNotHaveDuplicates();
        assertThat(catalogue.stream().map(CatalogueTest::baseName).distinct()).hasSizeGreaterThanOrEqualTo(LEAST);
        assertThat(catalogue).allSatisfy(scenario -> {
            assertThat(scenario.title()).as(scenario.name()).isNotEmpty().hasSizeLessThan(100);
            assertThat(scenario.teaches()).as(scenario.name()).isNotEmpty();
        });
    }

    /** The name before the values of a matrix. */
    private static String baseName(Scenario scenario) {
        return scenario.name().replaceAll("\\[.*", "");
    }
}
