package dev.sevsim.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.SecretBytes;
import dev.sevsim.machine.Keyboard;
import dev.sevsim.machine.Launch;
import dev.sevsim.machine.LaunchListener;
import dev.sevsim.machine.Machine;
import dev.sevsim.machine.MachineSpec;
import dev.sevsim.machine.option.MachineDraft;
import dev.sevsim.view.Run.Disclosure;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeyGraphTest {
    @Test
    void hasEveryKeyBehindThoseThatItIsMadeOf() {
        List<KeyBox> boxes = KeyGraph.of(revealed());

        assertThat(boxes.stream().map(KeyBox::id))
                .containsExactly(
                        "ark",
                        "ask",
                        "chip-secret",
                        "cek-private",
                        "cek",
                        "cek-certificate",
                        "oca-private",
                        "oca",
                        "oca-certificate",
                        "pek-private",
                        "pek",
                        "pek-certificate",
                        "pdh-private",
                        "pdh",
                        "pdh-certificate",
                        "godh-private",
                        "godh",
                        "z",
                        "master-secret",
                        "kek",
                        "kik",
                        "wrap-mac",
                        "tek",
                        "tik",
                        "policy-mac",
                        "vek");
        assertThat(boxes).allSatisfy(box -> assertThat(box.value()).isPresent());
    }

    @Test
    void opensTheSessionToTheKeysThatTheOwnerMadeAndTheEngineHolds() {
        Map<String, SecretBytes> reported = new LinkedHashMap<>();
        MachineSpec spec = new MachineDraft(Path.of("")).set("seed", "7").build();
        RunRecorder recorder = new RunRecorder(Disclosure.REVEALED);
        try (Machine machine = recorder.assemblyOf(spec)
                .keys((name, key) -> reported.put(name.replaceAll(" of ASID.*", ""), key))
                .assemble()) {
            recorder.begin(machine);
            var unused = Launch.run(machine, LaunchListener.NONE, Keyboard.NONE);
        }
        Map<String, SecretBytes> shown = new LinkedHashMap<>();
        KeyGraph.of(recorder.run(spec))
                .forEach(box ->
                        shown.put(box.symbol(), SecretBytes.of(box.value().orElseThrow())));

        assertThat(reported).containsKeys("TEK", "TIK", "memory key");
        assertThat(shown.get("TEK")).isEqualTo(reported.get("TEK"));
        assertThat(shown.get("TIK")).isEqualTo(reported.get("TIK"));
        assertThat(shown.get("VEK")).isEqualTo(reported.get("memory key"));
    }

    @Test
    void leavesEverySecretOut() {
        for (Run run : List.of(
                Runs.plain(),
                Run.of(Runs.plain().recorded()),
                Run.of(Runs.plain().recorded()).revealed())) {
            List<KeyBox> boxes = KeyGraph.of(run);

            assertThat(boxes).hasSizeGreaterThan(20);
            assertThat(boxes)
                    .allSatisfy(box -> assertThat(box.value().isPresent()).isEqualTo(!box.secret()));
        }
        String document = LaunchDocument.of(Runs.plain());
        assertThat(KeyGraph.of(revealed()).stream().filter(KeyBox::secret))
                .hasSize(13)
                .allSatisfy(box -> assertThat(document)
                        .doesNotContain(box.value().orElseThrow().toHex()));
    }

    @Test
    void statesWhyAValueIsMissing() {
        assertThat(missing(Runs.plain())).isEqualTo("hidden");
        assertThat(missing(Run.of(Runs.plain().recorded()))).isEqualTo("absent");
    }

    @Test
    void hasNoKeysOfALaunchWithoutAnOwner() {
        assertThat(KeyGraph.of(LaunchPageTest.hostile("text"))).isEmpty();
    }

    private static String missing(Run run) {
        for (var key : Runs.document(run).get("keys")) {
            if (key.get("id").stringValue().equals("kek")) {
                assertThat(key.has("hex") || key.has("check")).isFalse();
                return key.get("missing").stringValue();
            }
        }
        throw new AssertionError("no KEK");
    }

    private static Run revealed() {
        return Runs.of(Disclosure.REVEALED, draft -> {});
    }
}
