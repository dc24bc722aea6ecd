package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.io.file.InputException;
import dev.sevsim.scenario.Scenario;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioFilterTest {
    private static final List<Scenario> SCENARIOS = Stream.of("boot", "boot-es", "rows[era=v2]", "rows[era=v7]")
            .map(name -> Scenario.named(name).build())
            .toList();

    @ParameterizedTest
    @CsvSource({
        "boot, boot",
        "boot-es, boot-es",
        "boo, boot boot-es",
        "oot-, boot-es",
        "boot*, boot boot-es",
        "*es, boot-es",
        "b?ot, boot",
        "rows[era=v2], rows[era=v2]",
        "rows[*, rows[era=v2] rows[era=v7]",
        "rows[era=v?], rows[era=v2] rows[era=v7]",
        "[era, rows[era=v2] rows[era=v7]"
    })
    void choosesByNamePatternOrPart(String filter, String names) {
        assertThat(ScenarioFilter.chosen(SCENARIOS, List.of(filter)))
                .extracting(Scenario::name)
                .containsExactly(names.split(" "));
    }

    @Test
    void choosesWhatOneOfSeveralFiltersChooses() {
        assertThat(ScenarioFilter.chosen(SCENARIOS, List.of("rows[era=v7]", "boot")))
                .extracting(Scenario::name)
                .containsExactly("boot", "rows[era=v7]");
        assertThat(ScenarioFilter.chosen(SCENARIOS, List.of())).isEqualTo(SCENARIOS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bot | --filter 'bot' is in no name of 4 scenarios, did you mean boot?",
                "b* zz | --filter 'zz' is in no name of 4 scenarios",
                "b?t | --filter 'b?t' is in no name of 4 scenarios"
            })
    void refusesAFilterThatChoosesNothing(String filters, String message) {
        assertThatThrownBy(() -> ScenarioFilter.chosen(SCENARIOS, Arrays.asList(filters.split(" "))))
                .isInstanceOf(InputException.class)
                .hasMessage(message);
    }
}
