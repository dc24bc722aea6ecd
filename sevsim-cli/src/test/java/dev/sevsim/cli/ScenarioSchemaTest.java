package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.sevsim.io.file.InputException;
import dev.sevsim.scenario.Scenarios;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.databind.json.JsonMapper;

/** The shipped schema, beside the tables that it is written from and the reader of the files. */
class ScenarioSchemaTest {
    private static final Path RESOURCES = Path.of("../scenario/src/main/resources/dev/sevsim/scenario");
    private static final Path FILE = RESOURCES.resolve("scenario.schema.json");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final String ACCEPTED = """
            {name: a, expect: {verdict: accepted}}
            {name: a, machine: {policy: 0x5, vcpus: 2, host-kernel: 6.1, sev-es: true, flaw: none}, expect: {verdict: accepted}}
            {name: 1.0, expect: {verdict: accepted}}
            {name: 2024, expect: {verdict: accepted}}
            {name: true, expect: {verdict: accepted}}
            {name: a, machine: {flaw: [stale-memory, none]}, expect: {ioctl: {KVM_SEV_LAUNCH_START: 0}}}
            {name: a, acts: ['after VMEXIT_CPUID #2.. where info1=0x8000001f: lie-cpuid eax=1 ebx=0x33'], expect: {verdict: accepted}}
            {name: a, acts: [{before LAUNCH_FINISH: kill-firmware}], expect: {firmware: {'LAUNCH_START #1': SUCCESS}}}
            {name: a, at: {before LAUNCH_FINISH: {firmware: {LAUNCH_FINISH: never}}}, expect: {reason: [a, b]}}
            {name: a, at: {before VMRUN: {platform-state: WORKING}, before shell: {}}, expect: {verdict: accepted}}
            {name: a, matrix: {era: [v2, final], acts: ['before VMRUN: clear-sev']}, expect: {host-sees: {keys: memory}}}
            {scenarios: [{name: a, abstract: true}, {name: b, extends: a, expect: {verdict: refused}}]}
            {"$schema": "x.json", "name": "a", "expect": {"launch-digest": "0000000000000000000000000000000000000000000000000000000000000000"}}
            """;

    private static final String REFUSED = """
            []
            a
            {}
            {expect: {verdict: accepted}}
            {name: a}
            {name: 'a b', expect: {verdict: accepted}}
            {name: -1, expect: {verdict: accepted}}
            {name: {b: c}, expect: {verdict: accepted}}
            {name: a, expct: {verdict: accepted}}
            {name: a, expect: {}}
            {name: a, expect: {verdict: [accepted]}}
            {name: a, expect: {verdict: acepted}}
            {name: a, expect: {verdict: null}}
            {name: a, expect: {firmware: SUCCESS}}
            {name: a, expect: {firmware: {LAUNCH_STRT: SUCCESS}}}
            {name: a, expect: {firmware: {LAUNCH_START: SUCESS}}}
            {name: a, expect: {firmware: {'LAUNCH_START #0': SUCCESS}}}
            {name: a, expect: {host-sees: {secret: memory}}}
            {name: a, expect: {host-sees: {secrets: ram}}}
            {name: a, expect: {verdict: accepted}, machine: {vcpu: 2}}
            {name: a, expect: {verdict: accepted}, machine: {vcpus: [2]}}
            {name: a, expect: {verdict: accepted}, machine: {vcpus: {n: 2}}}
            {name: a, expect: {verdict: accepted}, machine: {vcpus: ''}}
            {name: a, expect: {verdict: accepted}, machine: {sev-es: yes}}
            {name: a, expect: {verdict: accepted}, machine: {era: v3}}
            {name: a, expect: {verdict: accepted}, machine: {act: []}}
            {name: a, expect: {verdict: accepted}, acts: 'before VMRUN: clear-sev'}
            {name: a, expect: {verdict: accepted}, acts: ['before VMRUN clear-sev']}
            {name: a, expect: {verdict: accepted}, acts: ['before VMRUM: clear-sev']}
            {name: a, expect: {verdict: accepted}, acts: ['before VMRUN: clear-sve']}
            {name: a, expect: {verdict: accepted}, acts: ['before VMRUN #0: clear-sev']}
            {name: a, expect: {verdict: accepted}, acts: ['before VMRUN: hide-page pages=1']}
            {name: a, expect: {verdict: accepted}, at: {VMRUN: {verdict: accepted}}}
            {name: a, expect: {verdict: accepted}, at: {before VMRUN: {verdict: accepted}}}
            {name: a, expect: {verdict: accepted}, matrix: {era: v2}}
            {name: a, expect: {verdict: accepted}, matrix: {era: []}}
            {name: a, expect: {verdict: accepted}, matrix: {eras: [v2]}}
            {name: a, expect: {verdict: accepted}, abstract: maybe}
            {scenarios: {name: a, expect: {verdict: accepted}}}
            {scenarios: [{name: a, expect: {verdict: accepted}}], name: b}
            """;

    @Test
    void isUpToDateWithOptionsExpectationsActsAndPoints() throws IOException {
        if (Boolean.getBoolean("sevsim.docs.write")) {
            Files.writeString(FILE, ScenarioSchemaText.text());
        }

        assertThat(Files.readString(FILE))
                .as(FILE + " is out of date: run the build with -Dsevsim.docs.write=true")
                .isEqualTo(ScenarioSchemaText.text());
    }

    @Test
    void isPrinted() throws IOException {
        assertThat(CapturedRun.of("scenario", "schema").out()).isEqualTo(Files.readString(FILE));
    }

    static Stream<Path> files() throws IOException {
        Path sample = Path.of("src/main/resources/dev/sevsim/cli/new-scenario.yaml");
        Path catalogue = RESOURCES.resolve("catalogue");
        if (!Files.isDirectory(catalogue)) {
            return Stream.of(sample);
        }
        try (Stream<Path> files = Files.list(catalogue)) {
            return Stream.concat(Stream.of(sample), files.sorted().toList().stream());
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void acceptsEachFileThatIsShipped(Path file) throws IOException {
        assertThat(problems(Files.readString(file))).isEmpty();
        assertThat(Scenarios.read(file)).isNotEmpty();
    }

    static Stream<String> accepted() {
        return ACCEPTED.lines();
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void acceptsWhatTheReaderAccepts(String yaml) throws IOException {
        assertThat(problems(yaml)).isEmpty();
        assertThat(Scenarios.read("a.yaml", yaml, Path.of(""))).isNotEmpty();
    }

    static Stream<String> refused() {
        return REFUSED.lines();
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesWhatTheReaderRefuses(String yaml) throws IOException {
        assertThat(problems(yaml)).isNotEmpty();
        assertThatThrownBy(() -> Scenarios.read("a.yaml", yaml, Path.of("")))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("a.yaml:1:");
    }

    private static List<Error> problems(String yaml) throws IOException {
        Object document =
                new Load(LoadSettings.builder().setSchema(new CoreSchema()).build()).loadFromString(yaml);
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(FILE), InputFormat.JSON);
        return schema.validate(JSON.writeValueAsString(document), InputFormat.JSON);
    }
}
