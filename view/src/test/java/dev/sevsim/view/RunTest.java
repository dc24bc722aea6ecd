package dev.sevsim.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.scenario.Mismatch;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RunTest {
    private static final Run PLAIN = Run.of(Runs.plain().recorded());

    @Test
    void opensAFailedScenarioAtTheFirstStepThatWentOtherwise() {
        Mismatch late = new Mismatch("verdict", "refused", "accepted", OptionalLong.of(47), Optional.empty());
        Run run = PLAIN.endingWith(false, List.of(late));

        assertThat(run.opensAt()).hasValue(47);
        assertThat(run.outcome()).contains("scenario failed");
        assertThat(run.remarks()).containsExactly("verdict: expected refused, found accepted");
    }

    @Test
    void opensAtTheEndWhereNothingWasRefused() {
        Mismatch unplaced = Mismatch.of("acts", "a", "b");

        assertThat(PLAIN.endingWith(false, List.of(unplaced)).opensAt())
                .hasValue(PLAIN.recorded().records().size());
        assertThat(PLAIN.endingWith(true, List.of()).opensAt()).isEmpty();
    }
}
