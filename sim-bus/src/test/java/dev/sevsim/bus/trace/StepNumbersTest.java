package dev.sevsim.bus.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.bus.trace.StepNumbers.Step;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
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
        AtomicReference<Step> other = new AtomicReference<>();
        Thread thread = new Thread(() -> other.set(steps.open()));
        thread.start();
        thread.join();

        assertThat(other.get()).isEqualTo(new Step(2, OptionalLong.empty()));
        assertThat(steps.next().parent()).hasValue(open.number());
        steps.close(other.get());
        assertThat(steps.next().parent()).hasValue(open.number());
    }

    @Test
    void letsAnotherThreadOpenOperationsOnceAllHaveEnded() throws InterruptedException {
        steps.close(steps.open());
        AtomicReference<Step> inside = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            steps.open();
            inside.set(steps.next());
        });
        thread.start();
        thread.join();

        assertThat(inside.get()).isEqualTo(new Step(3, OptionalLong.of(2)));
    }
}
