package dev.sevsim.it.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.it.interop.ConformancePage.Finding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConformancePageTest {
    private static final Path PAGE = Path.of("../docs/conformance.md");

    @Test
    void pageHoldsTheCasesThatThereAreAndNoOther() throws Exception {
        List<String> rows = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| ") && line.contains(" → "))
                .toList();
        List<String> expected = ConformancePage.CASES.stream()
                .map(each -> ConformancePage.row(new Finding(each, each.expected())))
                .toList();

        assertThat(rows)
                .as("docs/conformance.md is out of date: run mvn -Pinterop")
                .isEqualTo(expected);
    }

    @Test
    void marksWhatIsUnexpected() {
        Case first = ConformancePage.CASES.get(0);
        assertThat(ConformancePage.row(new Finding(first, Case.Outcome.REFUSED)))
                .contains("refused (UNEXPECTED)");
        assertThat(ConformancePage.row(new Finding(first, Case.Outcome.ACCEPTED)))
                .doesNotContain("UNEXPECTED");
    }
}
