package dev.sevsim.scenario.check;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * docs/checks.md: which scenario fails when a check is switched off.
 *
 * @param scenarios by the names of the checks
 * @param reasons why no scenario fails, by the names of the checks
 */
record ChecksPage(Map<String, String> scenarios, Map<String, String> reasons) {
    private static final Path FILE = Path.of("../docs/checks.md");
    private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\| (.+) \\|");
    private static final String OTHERS = "## Checks without a scenario";

    private static final String INTRODUCTION = """
            # Checks and the scenarios that need them

            Each check of the firmware, of KVM and the driver of /dev/sev, and of the guest owner is switched off by itself, in the bytecode, while a scenario of the
            catalogue runs in which it refuses something. The scenario must fail then: so no check can be lost without a scenario that shows it. A check is the
            condition that leads to a refusal, by the class and the method that has it, and what it answers; one that several commands share counts once.

            `mvn -Dsevsim.stress=true verify` tries all of them; every build tries a sample, and that the table names each check of the code.
            This page is written from the run: `mvn verify -Dsevsim.stress=true -Dsevsim.docs.write=true`.

            | Check | Fails without it |
            |---|---|
            """;

    /** The page as it is. */
    static ChecksPage read() throws IOException {
        String text = Files.readString(FILE, StandardCharsets.UTF_8);
        int others = text.indexOf(OTHERS);
        return new ChecksPage(rows(text.substring(0, others)), rows(text.substring(others)));
    }

    private static Map<String, String> rows(String text) {
        Map<String, String> rows = new TreeMap<>();
        Matcher row = ROW.matcher(text);
        while (row.find()) {
            rows.put(row.group(1), row.group(2).replace("`", ""));
        }
        return rows;
    }

    void write() throws IOException {
        Files.writeString(FILE, text(), StandardCharsets.UTF_8);
    }

    private String text() {
        StringBuilder text = new StringBuilder(INTRODUCTION);
        scenarios.forEach((check, scenario) -> text.append("| `")
                .append(check)
                .append("` | `")
                .append(scenario)
                .append("` |\n"));
        text.append('\n').append(OTHERS).append("\n\n| Check | Why no scenario fails |\n|---|---|\n");
        reasons.forEach((check, reason) ->
                text.append("| `").append(check).append("` | ").append(reason).append(" |\n"));
        return text.toString();
    }
}
