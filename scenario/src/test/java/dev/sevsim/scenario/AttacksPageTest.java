package dev.sevsim.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/attacks.md has each attack of the references, with scenarios that exist or with what is missing. */
class AttacksPageTest {
    private static final Path DOCS = Path.of("..", "docs");
    private static final Pattern NAME = Pattern.compile("`([a-z0-9-]+)`");

    private final Set<String> catalogue = Scenarios.catalogue().stream()
            .map(scenario -> scenario.name().replaceAll("\\[.*", ""))
            .collect(Collectors.toSet());

    @Test
    void hasEachPublishedWork() throws IOException {
        List<String[]> page = rows("attacks.md", "## Published work", "## Exercises");

        assertThat(column(page, 0))
                .isEqualTo(column(rows("reference/sev-firmware-api.md", "## 8. ", "Protocol-level exercises"), 0));
        assertThat(page).allSatisfy(row -> requireScenarios(row[2], row[3]));
    }

    @Test
    void hasEachExercise() throws IOException {
        List<String[]> page = rows("attacks.md", "## Exercises", "## What a malicious host can do");

        assertThat(column(page, 0))
                .isEqualTo(column(rows("reference/sev-firmware-api.md", "Protocol-level exercises", "## 9. "), 0));
        assertThat(page).allSatisfy(row -> requireScenarios(row[1], row[2]));
    }

    @Test
    void hasEachActionOfAHost() throws IOException {
        List<String[]> page = rows("attacks.md", "## What a malicious host can do", "\u0000");

        assertThat(column(page, 0)).isEqualTo(column(rows("reference/kvm-host.md", "# 6. ", "Order violations"), 0));
        assertThat(page).allSatisfy(row -> requireScenarios(row[1], row[2]));
    }

    private void requireScenarios(String names, String missing) {
        List<String> scenarios =
                NAME.matcher(names).results().map(name -> name.group(1)).toList();
        assertThat(catalogue).containsAll(scenarios);
        assertThat(scenarios.isEmpty() && missing.isEmpty()).isFalse();
    }

    private static List<String> column(List<String[]> rows, int column) {
        return rows.stream().map(row -> row[column]).toList();
    }

    /** The cells of the rows of the tables between two texts, without headings. */
    private static List<String[]> rows(String file, String from, String to) throws IOException {
        String text = Files.readString(DOCS.resolve(file), StandardCharsets.UTF_8);
        int start = text.indexOf("\n" + from);
        assertThat(start).as(from).isNotNegative();
        int end = text.indexOf("\n" + to, start + 1);
        Matcher row = Pattern.compile("(?m)^\\|(.+)\\|$").matcher(text.substring(start, end < 0 ? text.length() : end));
        return row.results()
                .map(found -> Arrays.stream(found.group(1).split("\\|", -1))
                        .map(String::strip)
                        .toArray(String[]::new))
                .filter(cells -> !Set.of("#", "Exercise").contains(cells[0]) && !cells[0].startsWith("---"))
                .toList();
    }
}
