package dev.sevsim.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.io.file.InputException;
import dev.sevsim.testkit.Mutations;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Damaged scenario files: each is read, or refused with one line that begins with file, line and column. */
@Timeout(1800)
class ScenarioFuzzTest {
    private static final int FILES = Boolean.getBoolean("sevsim.stress") ? 100_000 : 3_000;

    /** What hand-written files have by mistake. */
    private static final List<String> PIECES = List.of(
            "\t",
            " #2",
            ": ",
            ":",
            "- ",
            "{",
            "}",
            "[",
            "]",
            "'",
            "\"",
            "|",
            ">",
            "&a ",
            "*a",
            "!!int ",
            "? ",
            "---\n",
            "...\n",
            "%",
            "null",
            "~",
            "0",
            "-1",
            "0x",
            "99999999999999999999",
            "true",
            "\u0000",
            "\u0085",
            "\uFEFF",
            "é",
            "😀",
            "\r",
            "\n\n",
            "$schema: x\n",
            "extends: plain-launch\n",
            "abstract: true\n",
            "scenarios:\n",
            "name: a\n",
            "expect:\n",
            "matrix: {seed: [1, 2]}\n",
            "at:\n");

    private final SplittableRandom random = new SplittableRandom(14);
    private final Mutations mutations = new Mutations(14);

    @Test
    void refusesEachDamagedFileWithItsPlace() {
        List<String> documents = new ArrayList<>(Scenarios.catalogueYaml().values());
        int read = 0;
        int refused = 0;
        for (int i = 0; i < FILES; i++) {
            String text = damaged(documents.get(random.nextInt(documents.size())));
            try {
                assertThat(Scenarios.read("a.yaml", text, Path.of("."))).isNotEmpty();
                read++;
            } catch (InputException e) {
                assertThat(e).as(text).hasMessageMatching("(?s)a\\.yaml:[1-9]\\d*:[1-9]\\d*: (?!a\\.yaml:)\\S.*");
                refused++;
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("file " + i + ":\n" + text, e);
            }
        }

        assertThat(read).isGreaterThan(FILES / 50);
        assertThat(refused).isGreaterThan(FILES / 4);
    }

    private String damaged(String document) {
        if (random.nextInt(3) == 0) {
            return new String(mutations.of(document.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
        }
        List<String> lines = new ArrayList<>(Arrays.asList(document.split("(?<=\n)")));
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(lines.size());
            String line = lines.get(at);
            int column = random.nextInt(line.length() + 1);
            String piece = PIECES.get(random.nextInt(PIECES.size()));
            switch (random.nextInt(5)) {
                case 0 -> lines.set(at, line.substring(0, column) + piece + line.substring(column));
                case 1 ->
                    lines.set(at, line.substring(0, column) + line.substring(Math.min(line.length(), column + 3)));
                case 2 -> lines.add(random.nextInt(lines.size() + 1), line);
                case 3 -> lines.set(at, " " + line);
                default -> lines.set(at, lines.get(random.nextInt(lines.size())));
            }
        }
        return String.join("", lines);
    }
}
