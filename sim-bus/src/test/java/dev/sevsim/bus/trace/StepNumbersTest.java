package dev.sevsim.bus.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.bus.trace.StepNumbers.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class StepNumbersTest {
    private final StepNumbers steps = new StepNumbers();

    @Test
    void countsFromOneWithoutParents() {
        assertThat(steps.next()).isEqualTo(new Step(1, OptionalLong.empty()));
        assertThat(steps.next()).isEqualTo(new Step(2, OptionalLong.empty()));
    }

    @Test
    void givesTheInnermostOpenOperationAsParent() {
        Step outer = steps.open();
        Step inner = steps.open();

        assertThat(outer).isEqualTo(new Step(1, OptionalLong.empty()));
        assertThat(inner).isEqualTo(new Step(2, OptionalLong.of(1)));
        assertThat(steps.next().parent()).hasValue(2);
        steps.close(inner);
        assertThat(steps.next().parent()).hasValue(1);
        steps.close(outer);
        assertThat(steps.next().parent()).isEmpty();
    }

    @Test
    void endsWhatIsInsideAnOperationThatEnds() {
        Step outer = steps.open();
        Step left = steps.open();

        steps.close(outer);
        assertThat(steps.next().parent()).isEmpty();
        Step later = steps.open();
        steps.close(left);

        assertThat(steps.next().parent()).hasValue(later.number());
    }

    @Test
    void givesEventsOfOtherThreadsNoParent() throws InterruptedException {
        Step open = steps.open();
        List<Step> other = new ArrayList<>();
        Thread thread = new Thread(() -> other.add(steps.open()));
        thread.start();
        thread.join();

        assertThat(other).containsExactly(new Step(2, OptionalLong.empty()));
        assertThat(steps.next().parent()).hasValue(open.number());
        steps.close(other.get(0));
        assertThat(steps.next().parent()).hasValue(open.number());
    }

    @Test
    void letsAnotherThreadOpenOperationsOnceAllHaveEnded() throws InterruptedException {
        steps.close(steps.open());
        List<Step> inside = new ArrayList<>();
        Thread thread = new Thread(() -> {
            inside.add(steps.open());
            inside.add(steps.next());
        });
        thread.start();
        thread.join();

        assertThat(inside).containsExactly(new Step(2, OptionalLong.empty()), new Step(3, OptionalLong.of(2)));
    }
}
