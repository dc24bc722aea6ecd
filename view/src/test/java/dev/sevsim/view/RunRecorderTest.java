package dev.sevsim.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.machine.option.MachineDraft;
import dev.sevsim.scenario.Scenario;
import dev.sevsim.scenario.ScenarioRunner;
import dev.sevsim.scenario.Scenarios;
import dev.sevsim.view.Run.AreaKind;
import dev.sevsim.view.Run.Disclosure;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RunRecorderTest {
    @ParameterizedTest
    @EnumSource(Disclosure.class)
    void hasTheKeysOfAScenarioInTheTeachingViewAlone(Disclosure disclosure) {
        Scenario scenario = Scenarios.catalogue().stream()
                .filter(one -> one.name().equals("plain-launch"))
                .findFirst()
                .orElseThrow();
        RunRecorder recorder = new RunRecorder(disclosure);
        assertThat(new ScenarioRunner(7).joinedBy(recorder).run(scenario).mismatches())
                .isEmpty();

        Run run = recorder.run(new MachineDraft(Path.of("")).set("seed", "7").build());
        Stream<KeyBox> secrets = KeyGraph.of(run).stream().filter(KeyBox::secret);
        if (disclosure == Disclosure.REVEALED) {
            assertThat(run.areas()).extracting(Run.Area::kind).contains(AreaKind.SECRET_TABLE);
            assertThat(secrets).hasSize(13).allMatch(box -> box.value().isPresent());
        } else {
            assertThat(run.areas()).extracting(Run.Area::kind).doesNotContain(AreaKind.SECRET_TABLE);
            assertThat(secrets).hasSize(13).noneMatch(box -> box.value().isPresent());
            assertThat(run.keys().identity()).isEmpty();
            assertThat(run.keys().memoryKeys()).isEmpty();
        }
    }
}
