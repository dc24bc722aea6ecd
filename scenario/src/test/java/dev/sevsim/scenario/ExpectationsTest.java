package dev.sevsim.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.io.file.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each expectation holds for a run that is as it states, and fails for one that is not. */
class ExpectationsTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvFileSource(resources = "holding.csv", delimiter = '|', quoteCharacter = '\0')
    void holds(String name, String value, String rest) {
        assertThat(mismatches(name, value, rest)).isEmpty();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvFileSource(resources = "failing.csv", delimiter = '|', quoteCharacter = '\0')
    void fails(String name, String value, String rest, String found) {
        assertThat(mismatches(name, value, rest))
                .extracting(Mismatch::text)
                .doesNotHaveDuplicates()
                .contains(found);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvFileSource(resources = "refused.csv", delimiter = '|', quoteCharacter = '\0')
    void refuses(String name, String value, String message) {
        assertThatThrownBy(() -> read(name, value, ""))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvFileSource(resources = "holding.csv", delimiter = '|', quoteCharacter = '\0')
    void areOfPointsWhereTheyCanBeComparedAtAnyMoment(String name, String value, String rest) {
        assertThat(read(name, value, rest).expectations())
                .allMatch(one -> (one.moment() == Expectation.Moment.ANY)
                        == Expectations.named(name).orElseThrow().isAtPoints());
    }

    /** A new expectation has a line in each table. */
    @Test
    void areAllInTheTables() throws Exception {
        Set<String> names =
                Expectations.all().stream().map(ExpectationKind::name).collect(Collectors.toSet());

        assertThat(inTable("holding.csv")).isEqualTo(names);
        assertThat(inTable("failing.csv")).isEqualTo(names);
    }

    static Stream<String> names() {
        return Expectations.all().stream().map(ExpectationKind::name);
    }

    @ParameterizedTest
    @MethodSource("names")
    void areDescribed(String name) {
        ExpectationKind kind = Expectations.named(name).orElseThrow();

        assertThat(kind.description()).endsWith(".").hasSizeGreaterThan(20);
        assertThat(name).matches("[a-z]+(-[a-z]+)*");
    }

    private static Set<String> inTable(String file) throws Exception {
        Path path = Path.of(ExpectationsTest.class.getResource(file).toURI());
        return Files.readAllLines(path).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("\\|", 2)[0].strip())
                .collect(Collectors.toSet());
    }

    private static List<Mismatch> mismatches(String name, String value, String rest) {
        return new ScenarioRunner(7).run(read(name, value, rest)).mismatches();
    }

    /** {@code rest} has further keys of the scenario, divided by semicolons. */
    private static Scenario read(String name, String value, String rest) {
        String more = rest == null
                ? ""
                : Arrays.stream(rest.split(";;"))
                        .map(line -> line.strip() + "\n")
                        .collect(Collectors.joining());
        String text = "name: one\n" + more + "expect:\n  " + name + ": " + value + "\n";
        return Scenarios.read("test.yaml", text, Path.of("")).get(0);
    }
}
