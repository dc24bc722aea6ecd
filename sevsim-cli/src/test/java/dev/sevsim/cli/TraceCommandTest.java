package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceCommandTest {
    private static final String HEADER = "{\"trace\":\"sevsim\",\"version\":2,\"seed\":9}";
    private static final String SHORT =
            "{\"step\":1,\"time\":0,\"from\":\"host\",\"to\":\"psp\",\"kind\":\"a.b\",\"fields\":{\"x\":1},\"raw\":\"00ff\"}";
    private static final String LONG =
            "{\"step\":2,\"time\":1500000,\"from\":\"psp\",\"to\":\"psp\",\"kind\":\"longer.kind\",\"fields\":{\"y\":\"z\"},"
                    + "\"outcome\":\"INVALID_GUEST\",\"explanation\":{\"rule\":\"R\",\"found\":\"F\",\"source\":\"S\"}}";

    @TempDir
    private Path directory;

    private Path trace = Path.of("");

    @BeforeEach
    void writeATrace() throws IOException {
        trace = Files.writeString(directory.resolve("t.jsonl"), String.join("\n", HEADER, SHORT, LONG) + "\n");
    }

    @Test
    void showsEachStepInColumns() {
        CapturedRun run = CapturedRun.of("trace", "show", trace, "--wide");

        assertThat(run.status()).isZero();
        assertThat(run.out()).isEqualToNormalizingNewlines("""
                seed 9, 2 steps
                    1   0.000000 s  host → psp     a.b x=1
                    2   0.001500 s  psp            longer.kind = INVALID_GUEST y=z
                        why: R
                        found: F (S)
                """);
    }

    @Test
    void writesAPageBesideAnotherForm() {
        Path page = directory.resolve("page.html");

        CapturedRun run = CapturedRun.of("trace", "show", trace, "--report", page, "--format", "json");

        assertThat(run.out()).startsWith("{\"step\":1,");
        assertThat(page).content().startsWith("<!DOCTYPE html>");
    }

    @Test
    void showsOneLineAFrameByDefault() {
        assertThat(CapturedRun.of("trace", "show", trace).out()).isEqualToNormalizingNewlines("""
                seed 9, 2 steps
                    1  host → psp    a.b x=1
                    2  psp           longer.kind y=z = INVALID_GUEST
                        why: R
                        found: F (S)
                """);
    }

    @Test
    void showsItInOtherForms() {
        CapturedRun mermaid = CapturedRun.of("trace", "show", trace, "--format", "mermaid");
        CapturedRun json = CapturedRun.of("trace", "show", trace, "--format", "json");
        CapturedRun html = CapturedRun.of("trace", "show", trace, "--format", "html");
        CapturedRun unknown = CapturedRun.of("trace", "show", trace, "--format", "htm");
        CapturedRun two = CapturedRun.of("trace", "show", trace, "--format", "html", "--json");

        assertThat(mermaid.out()).startsWith("sequenceDiagram\n").contains("    host->>psp: a.b");
        assertThat(json.out().lines()).containsExactly(SHORT, LONG);
        assertThat(html.out()).startsWith("<!DOCTYPE html>").endsWith("</html>\n");
        assertThat(unknown.err())
                .isEqualToNormalizingNewlines("sevsim: --format 'htm' is unknown, expected text, mermaid, json, html,"
                        + " did you mean html?\n");
        assertThat(two.err()).isEqualToNormalizingNewlines("sevsim: --json and --format html exclude each other\n");
        assertThat(List.of(unknown.status(), two.status())).containsOnly(Main.USAGE);
    }

    @Test
    void writesAPageThatStatesWhatIsMissing() throws IOException {
        Path cut = Files.writeString(directory.resolve("cut.jsonl"), HEADER + "\n" + SHORT + "\n{");
        Path page = directory.resolve("page.html");

        CapturedRun run = CapturedRun.of("trace", "show", cut, "--report", page);

        assertThat(run.out()).isEmpty();
        assertThat(run.status()).isEqualTo(Main.USAGE);
        assertThat(Files.readString(page)).contains("cut short", "\"revealed\":false");
    }

    @Test
    void refusesSecretsWithoutAPage() {
        CapturedRun run = CapturedRun.of("trace", "show", trace, "--reveal-secrets");

        assertThat(run.err())
                .isEqualToNormalizingNewlines("sevsim: --reveal-secrets belongs to --report, which is missing\n");
        assertThat(run.status()).isEqualTo(Main.USAGE);
    }

    @Test
    void indentsWhatAnOperationCausedBelowIt() throws IOException {
        String line = "{\"step\":%s,\"time\":0,\"from\":\"host\",\"to\":\"psp\",\"kind\":\"%s\",\"fields\":{}}";
        Path nested = Files.writeString(
                directory.resolve("n.jsonl"),
                String.join(
                                "\n",
                                HEADER,
                                line.formatted("2,\"parent\":1", "request"),
                                line.formatted("3,\"parent\":2", "effect"),
                                line.formatted("1", "call"),
                                line.formatted("4", "after"))
                        + "\n");

        assertThat(CapturedRun.of("trace", "show", nested, "--wide").out().lines())
                .containsExactly(
                        "seed 9, 4 steps",
                        "    1   0.000000 s  host → psp     call",
                        "    2   0.000000 s  host → psp       request",
                        "    3   0.000000 s  host → psp         effect",
                        "    4   0.000000 s  host → psp     after");
        assertThat(CapturedRun.of("trace", "show", nested, "--json", "--kind", "effect")
                        .out())
                .startsWith("{\"step\":3,\"parent\":2,\"time\":0,");
    }

    @Test
    void printsHowManyOfTheStepsItShows() {
        CapturedRun kind = CapturedRun.of("trace", "show", trace, "--kind", "longer");
        CapturedRun party = CapturedRun.of("trace", "show", trace, "--party", "HOST", "--raw");
        CapturedRun nothing = CapturedRun.of("trace", "show", trace, "--party", "owner");

        assertThat(kind.out()).startsWith("seed 9, 2 steps, 1 of them shown\n    2 ");
        assertThat(party.out()).contains("    1 ", "        raw: 00ff").doesNotContain("longer.kind");
        assertThat(nothing.out()).isEqualToNormalizingNewlines("seed 9, 2 steps, 0 of them shown\n");
    }

    @Test
    void refusesAPartyThatThereIsNot() {
        CapturedRun run = CapturedRun.of("trace", "show", trace, "--party", "absent");

        assertThat(run.err())
                .startsWith("sevsim: --party 'absent' is unknown, expected one of ")
                .contains("psp");
        assertThat(run.status()).isEqualTo(Main.USAGE);
    }

    @Test
    void givesTheRecordsBackAsJson() {
        CapturedRun run = CapturedRun.of("trace", "show", trace, "--json");

        assertThat(run.out().lines()).containsExactly(SHORT, LONG);
    }

    @Test
    void showsWhatIsWholeOfATraceThatWasCutOff() throws IOException {
        Path cut =
                Files.writeString(directory.resolve("cut.jsonl"), HEADER + "\n" + SHORT + "\n" + LONG.substring(0, 40));

        CapturedRun run = CapturedRun.of("trace", "show", cut);

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out().lines()).hasSize(2).last().asString().contains("a.b x=1");
        assertThat(run.err())
                .startsWith("sevsim: trace " + cut + ": trace line 3: no JSON")
                .endsWith("is shown\n");
    }

    @Test
    void passesNoControlCharactersOn() throws IOException {
        Path hostile = Files.writeString(
                directory.resolve("esc.jsonl"),
                HEADER + "\n" + SHORT.replace("a.b", "k\\n\\r").replace("\"x\"", "\"x\\u001b[31m\"") + "\n"
                        + LONG.replace("INVALID_GUEST", "\\u001b[1m").replace("\"R\"", "\"\\u009b2J\\n\"") + "\n");

        assertThat(CapturedRun.of("trace", "show", hostile).out().lines())
                .containsExactly(
                        "seed 9, 2 steps",
                        "    1  host → psp    k\\x0a\\x0d x\\x1b[31m=1",
                        "    2  psp           longer.kind y=z = \\x1b[1m",
                        "        why: \\x9b2J\\x0a",
                        "        found: F (S)");
    }

    @Test
    void explainsTheFirstDifference() throws IOException {
        Path other = Files.writeString(
                directory.resolve("u.jsonl"),
                String.join("\n", HEADER, SHORT.replace("\"x\":1", "\"x\":2"), LONG) + "\n");

        CapturedRun run = CapturedRun.of("trace", "diff", trace, other);
        CapturedRun json = CapturedRun.of("trace", "diff", trace, other, "--json");
        CapturedRun same = CapturedRun.of("trace", "diff", trace, trace);

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out().lines())
                .containsExactly(
                        "the runs diverge at step 1: a.b from host to psp",
                        "  fields.x",
                        "    first:  1",
                        "    second: 2");
        assertThat(json.out()).startsWith("{\"equal\":false,\"step\":1,");
        assertThat(same.status()).isZero();
        assertThat(same.out()).isEqualToNormalizingNewlines("the traces are equal\n");
    }

    @Test
    void refusesBytesThatAreNoText() throws IOException {
        Path binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xC3, (byte) 0x28, (byte) 0xFF});

        CapturedRun run = CapturedRun.of("trace", "show", binary);

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .isEqualToNormalizingNewlines(
                        "sevsim: trace " + binary + ": trace line 1: byte 0xc3 at offset 0 is not UTF-8\n");
    }
}
