package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ScenarioRunCommandTest {
    private static final String FAILING = """
            scenarios:
              - name: bits
                machine: {policy: 0x41}
                expect:
                  verdict: accepted
                  firmware: {LAUNCH_START: SUCCESS}
              - name: rows
                matrix: {vcpus: [1, 2]}
                machine: {sev-es: true}
                expect: {verdict: accepted}
            """;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void writeAFile() throws IOException {
        file = Files.writeString(folder.resolve("some.yaml"), FAILING);
    }

    /** A trace has the name of its scenario, and a link of that name may lead anywhere. */
    @Test
    void writesNoTraceOverAScenarioFile() throws IOException {
        Path traces = Files.createDirectory(folder.resolve("traces"));
        Files.createSymbolicLink(traces.resolve("bits.jsonl"), file);

        CapturedRun run = CapturedRun.of("scenario", "run", file, "--filter", "bits", "--keep-traces", traces);

        assertThat(run.status()).isEqualTo(Main.USAGE);
        assertThat(run.err())
                .isEqualTo("sevsim: trace " + traces.resolve("bits.jsonl")
                        + " is an input or another output of this command, name another --keep-traces\n");
        assertThat(file).hasContent(FAILING);
    }

    @Test
    void refusesAnEmptyFilter() {
        assertThat(CapturedRun.of("scenario", "run", file, "--filter", "").err())
                .isEqualTo("sevsim: --filter is empty, expected a name, a pattern or a part of a name\n");
    }

    /** The rule behind a refusal is shown also where only the verdict was expected otherwise. */
    @Test
    void showsTheRuleBehindAVerdict() throws IOException {
        Path policy = Files.writeString(
                folder.resolve("policy.yaml"), "name: bits\nmachine: {policy: 0x41}\nexpect: {verdict: accepted}\n");

        assertThat(CapturedRun.of("scenario", "run", policy, "--seed", 7).out())
                .contains("policy bits 15:6 must be zero")
                .contains("docs/reference/sev-firmware-api.md sections");
    }

    @Test
    void showsTheFirstStepThatWentOtherwiseAndTheCommandThatRepeatsIt() {
        Path traces = folder.resolve("traces");
        CapturedRun run = CapturedRun.of("scenario", "run", file, "--seed", 7, "--keep-traces", traces);

        assertThat(run.status()).isEqualTo(Main.REFUSED);
        String repeat = "sevsim scenario run " + file + " --filter bits --seed 7 --keep-traces " + traces;
        assertThat(run.out())
                .contains("""
                        (seed 7)
                        failed  bits
                          check     firmware
                          expected  LAUNCH_START SUCCESS
                          found     POLICY_FAILURE
                          rule      policy bits 15:6 must be zero
                          because   POLICY 0x41
                          source    docs/reference/sev-firmware-api.md""")
                .containsPattern(
                        "  trace     .*/bits\\.jsonl, step [0-9]+\n  also      verdict: expected accepted, found")
                .contains("  repeat    " + repeat + "\npassed  rows[vcpus=1]\npassed  rows[vcpus=2]\n")
                .endsWith("3 scenarios: 2 passed, 1 failed\n");
        assertThat(run.err()).isEqualTo("sevsim: not passed: bits\n");
        assertThat(traces).isDirectoryContaining("glob:**/rows[[]vcpus=2].jsonl");

        CapturedRun again =
                CapturedRun.of((Object[]) repeat.substring("sevsim ".length()).split(" "));
        assertThat(again.out()).contains("failed  bits", "1 scenario: 1 failed");
        assertThat(CapturedRun.of("trace", "show", traces.resolve("bits.jsonl")).out())
                .contains("POLICY_FAILURE");
    }

    @Test
    void quotesTheNamesOfMatrixRows() throws IOException {
        Path rows = Files.writeString(
                folder.resolve("rows.yaml"),
                "{name: r, matrix: {vcpus: [1]}, expect: {firmware: {LAUNCH_FINISH: never}}}");

        assertThat(CapturedRun.of("scenario", "run", rows, "--seed", 7).out())
                .contains(" --filter 'r[vcpus=1]' --seed 7 --keep-traces traces\n", "  at        step");
    }

    @Test
    void reportsTheSameForTheSameSeed() throws IOException {
        for (int parallel : new int[] {1, 4}) {
            assertThat(CapturedRun.of(
                                    "scenario",
                                    "run",
                                    file,
                                    "--seed",
                                    7,
                                    "--parallel",
                                    parallel,
                                    "--junit-xml",
                                    folder.resolve(parallel + ".xml"))
                            .out())
                    .isEqualTo(
                            CapturedRun.of("scenario", "run", file, "--seed", 7).out());
        }
        assertThat(folder.resolve("1.xml")).hasSameTextualContentAs(folder.resolve("4.xml"));
    }

    @Test
    void writesJUnitXml() throws Exception {
        Path xml = Files.writeString(folder.resolve("r.xml"), "old");
        CapturedRun run = CapturedRun.of("scenario", "run", file, "--seed", 7, "--fail-fast", "--junit-xml", xml);

        assertThat(run.out()).endsWith("3 scenarios: 2 not run, 1 failed\n");
        String text = Files.readString(xml);
        SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(Objects.requireNonNull(getClass().getResource("junit.xsd")))
                .newValidator()
                .validate(new StreamSource(new StringReader(text)));
        assertThat(text)
                .contains(
                        "<testsuites name=\"sevsim scenario run\" tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"2\"",
                        "<property name=\"seed\" value=\"7\"/>",
                        "<testcase name=\"bits\" classname=\"scenario.",
                        "some\" time=\"0\">",
                        "<failure message=\"firmware: expected LAUNCH_START SUCCESS, found POLICY_FAILURE\" type=\"firmware\">",
                        "  repeat    sevsim scenario run ",
                        "<skipped message=\"the run ended before\"/>")
                .doesNotContain("system-out");
    }

    @Test
    void printsJsonThatItsSchemaDescribes() {
        CapturedRun run = CapturedRun.of("scenario", "run", file, "--seed", 7, "--json");

        assertThat(run.status()).isEqualTo(Main.REFUSED);
        String schema = CapturedRun.of("scenario", "run", "--json-schema").out();
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(schema, InputFormat.JSON)
                        .validate(run.out(), InputFormat.JSON))
                .isEmpty();
        JsonNode json = JsonMapper.builder().build().readTree(run.out());
        assertThat(json.get("passed").asInt()).isEqualTo(2);
        JsonNode failed = json.get("scenarios").get(0);
        assertThat(failed.get("outcome").asString()).isEqualTo("failed");
        assertThat(failed.get("verdict").asString()).isEqualTo("refused");
        assertThat(failed.get("mismatches").get(0).get("why").get("found").asString())
                .isEqualTo("POLICY 0x41");
    }

    @Test
    void reportsOneThatDoesNotEnd() throws IOException {
        Path slow = Files.writeString(
                folder.resolve("slow.yaml"),
                "{name: slow, machine: {run: [" + "ls -lR /, ".repeat(8_000) + "]}, expect: {verdict: accepted}}");
        CapturedRun run = CapturedRun.of("scenario", "run", slow, file, "--filter", "slow", "--time-limit", 1);

        assertThat(run.out()).contains("not ended  slow\n  problem   it did not end within 1 second of real time\n");
        assertThat(run.status()).isEqualTo(Main.REFUSED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "none.yaml | scenario file none.yaml does not exist, and the catalogue has no scenario 'none.yaml'",
                "plain-lunch | , and the catalogue has no scenario 'plain-lunch', did you mean plain-launch?",
                "catalogue:plain-lunch | the catalogue has no scenario 'plain-lunch', did you mean plain-launch?",
                "catalogue --filter plain-lunch | --filter 'plain-lunch' is in no name of ",
                "catalogue plain-launch | scenario 'plain-launch' is in catalogue/flows.yaml twice, give each",
                "plain-launch plain-launch | plain-launch is given twice, expected each file and each name once",
                "plain-launch --parallel 0 | --parallel '0' is not a number from 1 to 1024",
                "plain-launch --time-limit x | --time-limit 'x' is not a number",
                "plain-launch --json --junit-xml - | --junit-xml - uses standard output, as --json does: name a file",
                "plain-launch --junit-xml no/such/x.xml | JUnit XML no/such/x.xml cannot be written: its directory does not",
                "pom.xml --junit-xml pom.xml | output pom.xml is an input of this command"
            })
    void refusesWrongInput(String words, String message) {
        CapturedRun run = CapturedRun.of((Object[]) ("scenario run " + words).split(" "));

        assertThat(run.status()).isEqualTo(Main.USAGE);
        assertThat(run.err()).contains(message).hasLineCount(1);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void namesATraceThatCannotBeWritten(@TempDir Path traces) throws IOException {
        Files.createDirectory(traces.resolve("plain-launch.jsonl"));

        CapturedRun run = CapturedRun.of("scenario", "run", "plain-launch", "--keep-traces", traces);

        assertThat(run.status()).isEqualTo(Main.USAGE);
        assertThat(run.out())
                .contains("output lost  plain-launch\n", "1 scenario: 1 output lost\n")
                .doesNotContain("wrong input");
        assertThat(run.err()).contains("plain-launch.jsonl cannot be written: it is a directory");
    }

    @Test
    void repeatsAScenarioOfStandardInputWithIt() {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(
                "{name: a, machine: {policy: '0x41'}, expect: {verdict: accepted}}".getBytes(StandardCharsets.UTF_8)));
        try {
            assertThat(CapturedRun.of("scenario", "run", "-", "--seed", 3).out())
                    .contains("  repeat    sevsim scenario run - --filter a --seed 3 --keep-traces traces < FILE\n");
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void runsTheCatalogueByName() {
        for (List<String> path : List.of(List.of("plain-launch"), List.of("catalogue:plain-launch"))) {
            CapturedRun run = CapturedRun.of("scenario", "run", path.get(0), "--seed", 1);
            assertThat(run.out()).contains("passed  plain-launch\n1 scenario: 1 passed\n");
            assertThat(run.status()).isZero();
        }
    }
}
