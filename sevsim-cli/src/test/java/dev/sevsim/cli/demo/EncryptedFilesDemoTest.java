package dev.sevsim.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.cli.demo.DemoReport.Search;
import dev.sevsim.cli.demo.EncryptedFilesDemo.Leak;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncryptedFilesDemoTest {
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void keepsKeyAndRecordsFromTheHost(long seed) {
        DemoReport report = EncryptedFilesDemo.run(seed, Leak.NONE, Narrator.NONE);

        assertThat(report.searches())
                .extracting(Search::place)
                .containsExactly(
                        "memory as the host sees it",
                        "memory as the host sees it, afterwards",
                        "disk",
                        "bus frames",
                        "console",
                        "trace");
        assertThat(report.searches()).allSatisfy(search -> {
            assertThat(search.controlFound()).as(search.place()).isTrue();
            assertThat(search.leaks()).as(search.place()).isEmpty();
        });
        assertThat(report.keyInGuestMemory()).isTrue();
        assertThat(report.keyAfterUnlink()).isFalse();
        assertThat(report.readableAfterUnlink()).isFalse();
        assertThat(report.holds()).isTrue();
    }

    /** The sums are added up here with the JDK's own decimals. */
    @Test
    void printsTheSumsOfThePlainFiles() {
        Map<String, BigDecimal> sums = new TreeMap<>();
        PlainFiles.all()
                .values()
                .forEach(file -> new String(file.toArray(), StandardCharsets.US_ASCII)
                        .lines()
                        .skip(1)
                        .map(line -> line.split(",", -1))
                        .forEach(record -> sums.merge(record[1], new BigDecimal(record[2]), BigDecimal::add)));

        List<String> result =
                EncryptedFilesDemo.run(1, Leak.NONE, Narrator.NONE).result();

        Map<String, BigDecimal> printed = new LinkedHashMap<>();
        result.stream()
                .skip(1)
                .map(line -> line.split(" +", -1))
                .forEach(part -> printed.put(part[0], new BigDecimal(part[1])));
        assertThat(printed.remove("total")).isEqualTo(sums.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add));
        assertThat(printed).isEqualTo(sums);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void failsWhenTheApplicationPrintsItsKey(long seed) {
        DemoReport report = EncryptedFilesDemo.run(seed, Leak.PRINTS_ITS_KEY, Narrator.NONE);

        assertThat(report.holds()).isFalse();
        assertThat(report.searches())
                .filteredOn(search ->
                        search.place().equals("bus frames") || search.place().equals("console"))
                .hasSize(2)
                .allSatisfy(
                        place -> assertThat(place.leaks()).isNotEmpty().allMatch(leak -> leak.startsWith("the key")));
        assertThat(report.searches())
                .filteredOn(search ->
                        search.place().equals("trace") || search.place().equals("disk"))
                .as("a trace hides what is printed")
                .allSatisfy(search -> assertThat(search.leaks()).isEmpty());
    }

    @Test
    void sameSeedGivesTheSameReport() {
        assertThat(EncryptedFilesDemo.run(7, Leak.NONE, Narrator.NONE))
                .isEqualTo(EncryptedFilesDemo.run(7, Leak.NONE, Narrator.NONE));
    }
}
