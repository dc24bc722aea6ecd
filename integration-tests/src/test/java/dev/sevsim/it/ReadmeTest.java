package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the README, in their order, in a directory with nothing but the program. */
@Timeout(180)
class ReadmeTest {
    private static final Pattern FIRST_SCENARIO =
            Pattern.compile("## A first scenario\n.*?```yaml\n(.*?)```.*?\n## ", Pattern.DOTALL);
    private static final String FIRST = "## What you can do";
    private static final String BEHIND = "## Use it from Java";

    @TempDir
    private Path directory;

    @Test
    void firstScenarioPasses() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "bash is not installed");
        Matcher section = FIRST_SCENARIO.matcher(Files.readString(SourceTree.ROOT.resolve("README.md")));
        assertThat(section.find()).isTrue();
        assertThat(section.group(1)).hasLineCount(5);
        Path fresh = InstalledFiles.launcher(Files.createDirectory(directory.resolve("first")));
        Files.writeString(fresh.resolve("first.yaml"), section.group(1));

        List<ExecutablePage.Printed> printed = ExecutablePage.of(section.group())
                .run(fresh, Files.createDirectory(directory.resolve("printed")), Map.of("LC_ALL", "C.UTF-8"));

        assertThat(printed)
                .singleElement()
                .satisfies(step -> assertThat(step.output()).contains("passed  altered-image\n1 scenario: 1 passed\n"));
    }

    @Test
    void commandsRunInTheirOrder() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "bash is not installed");
        String readme = Files.readString(SourceTree.ROOT.resolve("README.md"));
        ExecutablePage page = ExecutablePage.of(readme.substring(readme.indexOf(FIRST), readme.indexOf(BEHIND)));
        Path fresh = InstalledFiles.launcher(Files.createDirectory(directory.resolve("fresh")));
        Path outputs = Files.createDirectory(directory.resolve("outputs"));

        List<ExecutablePage.Printed> printed = page.run(fresh, outputs, Map.of("LC_ALL", "C.UTF-8"));

        assertThat(printed).hasSameSizeAs(page.steps()).hasSizeGreaterThan(3);
        assertThat(printed.get(0).output()).contains("verdict: accepted").doesNotContain("refused");
        assertThat(printed.get(1).output().split("status 1\n", -1))
                .as("three refusals")
                .hasSize(4);
        assertThat(flat(printed.get(2)))
                .contains(
                        "chain verified",
                        "measurement accepted",
                        "a command line without the blanks around it status 1");
        assertThat(flat(printed.get(3)))
                .contains("no seed, ", "owner.launch-bundle", "the seeds differ, 7 and 8", "status 1");
        assertThat(printed.get(4).output())
                .contains("plain-launch ", "passed  changed-image", "6 scenarios: 6 passed")
                .doesNotContain("failed  ");
        for (ExecutablePage.Printed step : printed) {
            assertThat(step.output()).doesNotContain("internal error", "wrong usage", "status 2", "status 3");
        }
    }

    /** Without the breaks of lines that are too long for a terminal. */
    private static String flat(ExecutablePage.Printed step) {
        return step.output().replaceAll("\\s+", " ");
    }
}
