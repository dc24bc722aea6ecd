package dev.sevsim.scenario.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.io.file.InputException;
import dev.sevsim.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ScenarioReaderTest {
    private static final String EXPECT = "expect: {verdict: accepted}\n";

    static Stream<Arguments> faults() {
        return Stream.of(
                fault("", "1:1: the file has no scenario; sevsim scenario new writes one to start from"),
                fault(
                        "# only a comment\n",
                        "1:1: the file has no scenario; sevsim scenario new writes one to start from"),
                fault("scenarios: []", "1:1: the file has no scenario that is not abstract"),
                fault("{name: a, abstract: true}", "1:1: the file has no scenario that is not abstract"),
                fault("- name: a", "1:1: the file is a list, expected a mapping"),
                fault("title: a", "1:1: a scenario has no 'name'"),
                fault("name: a\ntitlle: b\n" + EXPECT, "2:1: there is no key 'titlle', did you mean title?"),
                fault("name: a\nname: b\n", "2:1: key 'name' is there twice"),
                fault(
                        "name: a\nexpect:\n  verdct: x\n",
                        "3:3: there is no expectation 'verdct', did you mean verdict?"),
                fault("name: a\nexpect:\n", "2:8: expect is nothing, expected a mapping"),
                fault("name: a\nexpect: {verdict: }\n", "2:18: verdict is nothing, expected a text"),
                fault("name:\n" + EXPECT, "1:6: name is nothing, expected a text"),
                fault("name: a\ntitle: [b]\n" + EXPECT, "2:8: title is a list, expected a text"),
                fault("name: a\nsources: {b: c}\n" + EXPECT, "2:10: sources is a mapping, expected a text"),
                fault("name: [a]\n" + EXPECT, "1:7: name is a list, expected a text"),
                fault(
                        "name: a\nmachine: {vcpu: 2}\n" + EXPECT,
                        "2:11: there is no machine option 'vcpu', did you mean vcpus?"),
                fault(
                        "name: a\nmachine: {vcpus: many}\n" + EXPECT,
                        "2:18: vcpus 'many' is not a number from 1 to 255 (decimal, or hexadecimal after 0x)"),
                fault("name: a\nmachine: {vcpus: [2]}\n" + EXPECT, "2:18: vcpus is a list, expected a text"),
                fault("name: a\nmachine: {kernel: none.bin}\n" + EXPECT, "2:19: kernel folder/none.bin does not exist"),
                fault("name: a\nmachine: {kernel: ''}\n" + EXPECT, "2:19: kernel is nothing, expected a text"));
    }

    /** What does not fit together has the place of the key that states it. */
    static Stream<Arguments> faultsOfWholeScenarios() {
        return Stream.of(
                fault(
                        "name: a\nmachine: {no-secrets: true, secret: a=b}\n" + EXPECT,
                        "2:37: secret, --secret-table and --no-secrets exclude each other"),
                fault("""
                        name: a
                        machine: {secret: '736869e5-84f0-4973-92ec-06879ce3da0b=abc'}
                        expect: {host-sees: {secrets: console}}
                        """, "1:7: secret 736869e5-84f0-4973-92ec-06879ce3da0b has 3 bytes, expected 4 or more"),
                fault(
                        "name: a\nexpect: {host-never-sees: [secrets, abc]}\n",
                        "2:27: the text 'abc' has 3 bytes, expected 4 or more: shorter ones occur by chance"),
                fault(
                        "name: a\nmachine: {secret: luks-key=@none.key}\n" + EXPECT,
                        "2:19: secret file folder/none.key does not exist"),
                fault("name: a\nmachine: {vcpus: 0}\n" + EXPECT, "2:18: vcpus '0' is not a number from 1 to 255"),
                fault("title: b\nname: a b\n" + EXPECT, "2:7: scenario name 'a b' has other characters"),
                fault(
                        "name: a\nacts:\n  - 'before VMRUN: replay-page from=x page=secrets'\n" + EXPECT,
                        "3:3: act replay-page uses x, which no act makes"),
                fault(
                        "scenarios:\n- {name: a, " + EXPECT
                                + "}\n- name: b\n  machine: {no-secrets: true, secret: a=b}\n  " + EXPECT,
                        "5:39: secret, --secret-table and --no-secrets exclude each other"),
                fault(
                        "scenarios:\n- name: a\n  machine: {no-secrets: true}\n  abstract: true\n- name: b\n  extends: a\n"
                                + "  matrix: {secret: [a=b]}\n  " + EXPECT,
                        "7:21: secret, --secret-table and --no-secrets exclude each other"));
    }

    static Stream<Arguments> faultsOfServicesAndNames() {
        return Stream.of(
                fault(
                        "name: a\nexpect:\n  audit: {MEASUREMENT: accepted}\n",
                        "3:3: audit is expected and the machine has no attestation service"),
                fault(
                        "name: a\nat:\n  before VMRUN:\n    audit: {MEASUREMENT: accepted}\n" + EXPECT,
                        "4:5: audit is expected and the machine has no attestation service"),
                fault(
                        "name: a\nmatrix: {era: [v2, v7, v2]}\n" + EXPECT,
                        "2:24: matrix 'era' has this value twice, expected each once"),
                fault(
                        "name: a\nmatrix:\n  run:\n    - [a, b]\n    - [a, b]\n" + EXPECT,
                        "5:7: matrix 'run' has this value twice, expected each once"),
                fault(
                        "name: " + "x".repeat(5000) + "\n" + EXPECT,
                        "1:7: scenario name '" + "x".repeat(99) + "...' (5000 characters) has other characters"));
    }

    static Stream<Arguments> faultsOfActsAndYaml() {
        return Stream.of(
                fault(
                        "name: a\nacts: ['before LAUNCH_SECRET: send-held from=x']\n" + EXPECT,
                        "2:7: act send-held uses x, which no act makes, expected an act with as=x"),
                fault(
                        "name: a\nacts: ['before LAUNCH_SECRET: skip-command', 'before LAUNCH_SECRET: lose-message']\n"
                                + EXPECT,
                        "2:7: act skip-command and lose-message exclude each other before LAUNCH_SECRET"),
                fault(
                        "name: a\nacts: ['before VMRUN: send-qmp command=cont']\n" + EXPECT,
                        "2:8: act send-qmp: the monitor's cont starts, stops or ends the VM"),
                fault(
                        "name: a\nfaults: ['LAUNCH_MEASUR:1:drop']\n" + EXPECT,
                        "2:10: fault 'LAUNCH_MEASUR' is no firmware command, ioctl or kind of frame, did you mean LAUNCH_MEASURE"),
                fault("name: a\nacts: [x]\n" + EXPECT, "2:8: act 'x' is not POINT: ACT, expected for instance"),
                fault("name: a\nacts: x\n" + EXPECT, "2:7: acts is a text, expected a list"),
                fault(
                        "name: a\nacts:\n  - before LAUNCH_UPDATE_DATA #2: flip-bit page=secrets\n" + EXPECT,
                        "3:5: act 'before LAUNCH_UPDATE_DATA' is not POINT: ACT",
                        "; '#2' begins a comment in YAML: put the whole text in quotes"),
                fault(
                        "name: a\nexpect:\n  firmware:\n    LAUNCH_START #2: SUCCESS\n    LAUNCH_FINISH: SUCCESS\n",
                        "5:5: not YAML: ",
                        "; '#2' begins a comment in YAML: put the whole text in quotes"),
                fault(
                        "name: a\nat:\n  before VMRUN #2:\n    verdict: accepted\n" + EXPECT,
                        ": not YAML: ",
                        "; '#2' begins a comment in YAML: put the whole text in quotes"),
                fault("name: a\nexpect:\n\tverdict: accepted\n", "3:1: not YAML: a line is indented with a tab"),
                fault("name: a\nexpect: {verdict: \u0000}\n", "2:19: not YAML: character U+0000 is not allowed"));
    }

    static Stream<Arguments> faultsOfSeveral() {
        return Stream.of(
                fault("name: a\n---\nname: b\n", "3:1: a second document begins, expected one"),
                fault("name: &x a\n", "1:7: anchors and aliases are not taken"),
                fault("name: !!str a\n", "1:7: tags such as tag:yaml.org,2002:str are not taken"),
                fault("[".repeat(40), "1:17: more than 16 levels, a scenario has fewer"),
                fault("name: a\nextends: b\n" + EXPECT, "2:10: scenario 'b' is not in this file"),
                fault("name: a\nextends: a\n", "2:10: scenario 'a' extends itself"),
                fault(chain(40), ": more than 16 scenarios that extend each other"),
                fault(
                        "scenarios: [{name: a, expect: {verdict: accepted}}, {name: a, expect: {verdict: accepted}}]",
                        "1:53: scenario 'a' is there twice"),
                fault(
                        "name: a\nmatrix: {era: v2}\n" + EXPECT,
                        "2:15: matrix 'era' is a text, expected a list of values"),
                fault(
                        "name: a\nmatrix: {vcpus: " + numbers(200) + ", seed: " + numbers(200) + "}\n" + EXPECT,
                        ": more than 10000 combinations"),
                fault(
                        "name: a\nat:\n  before LAUNCH_FINISH: {guest-file: {/a: b}}\n" + EXPECT,
                        "3:26: ",
                        "'guest-file' cannot be compared at a point, it belongs below 'expect'"),
                fault(
                        "name: a\nat:\n  befor VMRUN: {verdict: accepted}\n" + EXPECT,
                        "3:3: 'befor VMRUN' is no point, expected before or after NAME"));
    }

    private static Arguments fault(String text, String... parts) {
        return Arguments.of(text, List.of(parts));
    }

    private static String numbers(int count) {
        return Stream.iterate(1, i -> i + 1).limit(count).toList().toString();
    }

    private static String chain(int length) {
        StringBuilder text = new StringBuilder("scenarios:\n- {name: s0, expect: {verdict: accepted}}\n");
        for (int i = 1; i < length; i++) {
            text.append("- {name: s")
                    .append(i)
                    .append(", extends: s")
                    .append(i - 1)
                    .append("}\n");
        }
        return text.toString();
    }

    @ParameterizedTest
    @MethodSource({
        "faults",
        "faultsOfWholeScenarios",
        "faultsOfServicesAndNames",
        "faultsOfActsAndYaml",
        "faultsOfSeveral"
    })
    void refusesAFaultWithItsPlace(String text, List<String> parts) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(InputException.class)
                .hasMessageContainingAll(parts.toArray(String[]::new))
                .hasMessageMatching("a\\.yaml:\\d+:\\d+: (?!a\\.yaml:)\\S.*");
    }

    @Test
    void extendsAnAbstractScenarioKeyByKey() {
        List<Scenario> scenarios = read("""
                scenarios:
                  - name: base
                    abstract: true
                    title: of the base
                    machine: {vcpus: 2, sev-es: true}
                    expect: {verdict: accepted, module-loaded: efi_secret}
                  - name: other
                    extends: base
                    machine: {vcpus: 4}
                """);

        assertThat(scenarios).singleElement().satisfies(scenario -> {
            assertThat(scenario.name()).isEqualTo("other");
            assertThat(scenario.title()).isEqualTo("of the base");
            assertThat(scenario.machine().guest().vcpus()).isEqualTo(4);
            assertThat(scenario.machine().guest().policy().encryptedState()).isTrue();
            assertThat(scenario.expectations()).hasSize(2);
        });
    }

    @Test
    void expandsAMatrixWithReadableNames() {
        assertThat(read("name: m\nmatrix: {era: [v2, v7], append: [a b, c]}\n" + EXPECT))
                .extracting(Scenario::name)
                .containsExactly(
                        "m[era=v2,append=1]", "m[era=v2,append=c]", "m[era=v7,append=1]", "m[era=v7,append=c]");
    }

    @Test
    void readsJson() {
        assertThat(read("{\"name\": \"j\", \"machine\": {\"vcpus\": 2}, \"expect\": {\"verdict\": \"accepted\"}}"))
                .singleElement()
                .satisfies(scenario ->
                        assertThat(scenario.machine().guest().vcpus()).isEqualTo(2));
    }

    private static List<Scenario> read(String text) {
        return ScenarioReader.read("a.yaml", text, Path.of("folder"));
    }

    /** The driver overwrites its store, and a scenario must not overwrite anything else. */
    @Test
    void takesNoFileForAStoreThatIsNone(@TempDir Path folder) throws IOException {
        Path document = Files.writeString(folder.resolve("document.txt"), "not a store");
        Path store = Files.write(folder.resolve("store"), new byte[0x8000]);

        assertThatThrownBy(() -> ScenarioReader.read("a.yaml", storeIn("document.txt"), folder))
                .isInstanceOf(InputException.class)
                .hasMessage(
                        "a.yaml:2:30: host-init-ex-path " + document
                                + " is no store of the firmware, which has 32768 bytes: name such a file, or one that does not exist");
        assertThat(ScenarioReader.read("a.yaml", storeIn("store"), folder)
                        .get(0)
                        .machine()
                        .host()
                        .initExPath())
                .contains(store);
        assertThat(ScenarioReader.read("a.yaml", storeIn("new"), folder)).hasSize(1);
    }

    private static String storeIn(String file) {
        return "name: a\nmachine: {host-init-ex-path: " + file + "}\n" + EXPECT;
    }
}
