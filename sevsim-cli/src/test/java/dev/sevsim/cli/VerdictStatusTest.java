package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.machine.LaunchReport.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictStatusTest {
    private static final Path PAGE = Path.of("..", "docs", "verdicts.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z-]+)` \\| ([0-9]+) \\|");

    @ParameterizedTest
    @CsvSource(textBlock = """
            ACCEPTED, 0
            UNATTESTED, 0
            REFUSED, 1
            KERNEL_NOT_RUN, 5
            UNMEASURED_BOOT, 6
            NOTHING_BOOTED, 7
            DISK_LOCKED, 8
            SECRETS_NOT_ARRIVED, 9
            GUEST_FAILED, 10
            """)
    void givesEachVerdictItsStatus(Verdict verdict, int status) {
        assertThat(VerdictStatus.of(verdict)).isEqualTo(status);
    }

    @Test
    void isDocumentedForEveryVerdict() throws IOException {
        String page = Files.readString(PAGE);
        Matcher row = ROW.matcher(page);
        int rows = 0;
        while (row.find()) {
            String name = row.group(1);
            Verdict verdict = Arrays.stream(Verdict.values())
                    .filter(each -> each.text().equals(name))
                    .findFirst()
                    .orElseThrow();
            assertThat(VerdictStatus.of(verdict)).as(name).isEqualTo(Integer.parseInt(row.group(2)));
            rows++;
        }

        assertThat(page).contains("Exit status " + VerdictStatus.NOT_DONE + " ");
        assertThat(VerdictStatus.HELP).contains(" " + VerdictStatus.NOT_DONE + " ");
        assertThat(rows).isEqualTo(Verdict.values().length);
        assertThat(Arrays.stream(Verdict.values()).map(Verdict::text))
                .allMatch(name -> VerdictStatus.HELP.contains(name));
    }

    @Test
    void explainsALaunchThatIsNotAcceptedInOneLine() {
        CapturedRun run = CapturedRun.of("launch", "--seed", "1", "--kernel-hashes", "off", "--json");

        assertThat(run.status()).isEqualTo(5);
        assertThat(run.err())
                .startsWith("sevsim: launch not accepted, kernel-not-run: the kernel that was given never ran")
                .hasLineCount(1);
        assertThat(run.out())
                .contains("\"verdict\":\"kernel-not-run\"", "\"reason\":\"the kernel that was given never ran")
                .doesNotContain("refusedBy");
    }

    @Test
    void isDocumentedForALaunchThatStops() throws IOException {
        assertThat(CapturedRun.of("launch", "--seed", "1", "--break", "before LAUNCH_START")
                        .status())
                .isZero();
        assertThat(CapturedRun.of("launch", "--seed", "1", "--break", "before RECEIVE_START")
                        .status())
                .isEqualTo(2);
        assertThat(VerdictStatus.HELP)
                .contains(
                        "With --break, 0 when the point was reached, whatever is typed there, and 2 when it was not.");
        assertThat(Files.readString(PAGE))
                .contains("`launch --break` has no verdict: its exit status is 0", "and 2 when the");
    }
}
