package dev.sevsim.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.view.Run.Disclosure;
import java.util.List;
import org.junit.jupiter.api.Test;

class StagesTest {
    private static List<Stage> stages(Run run) {
        return Stages.of(FrameTree.of(run.recorded().records()));
    }

    @Test
    void goesFromTheFirstPartyToTheLast() {
        assertThat(stages(Runs.plain()))
                .extracting(stage -> stage.title() + " " + stage.from() + " " + stage.to())
                .contains(
                        "PDH_CERT_EXPORT vmm psp",
                        "godh, session owner vmm",
                        "KVM_SEV_LAUNCH_START vmm psp",
                        "KVM_RUN vmm guest");
    }

    @Test
    void takesAQuestionForALengthTogetherWithTheCommand() {
        assertThat(stages(Runs.plain()))
                .filteredOn(stage -> stage.id().equals("measure"))
                .singleElement()
                .satisfies(stage -> {
                    assertThat(stage.roots()).hasSize(2);
                    assertThat(stage.outcome()).contains("0");
                });
    }

    @Test
    void hasTheStagesOfEncryptedStateAndOfRefusingOwners() {
        assertThat(stages(Runs.of(Disclosure.HIDDEN, draft -> draft.set("policy", "0x5"))))
                .extracting(Stage::id)
                .contains("update-vmsa");
        assertThat(stages(Runs.of(
                        Disclosure.HIDDEN,
                        draft -> draft.set("act", "before LAUNCH_UPDATE_DATA: flip-bit page=reset-vector"))))
                .extracting(Stage::id)
                .contains("owner-refusal");
    }

    @Test
    void holdsEveryRecordOnce() {
        long records = stages(Runs.plain()).stream()
                .flatMap(stage -> stage.roots().stream())
                .flatMap(FrameTree.Node::all)
                .distinct()
                .count();

        assertThat(records).isEqualTo(Runs.plain().recorded().records().size());
    }
}
