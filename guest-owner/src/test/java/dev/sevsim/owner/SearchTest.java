package dev.sevsim.owner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.owner.LaunchDifference.Input;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SearchTest {
    private static final LaunchDifference KERNEL = new LaunchDifference(Input.KERNEL, "the kernel k");

    private final List<String> progress = new ArrayList<>();

    private static Optional<List<LaunchDifference>> compareTwice(Search.Counted counted) {
        assertThat(counted.of(digest -> false).test(Bytes.EMPTY)).isFalse();
        assertThat(counted.of(digest -> true).test(Bytes.EMPTY)).isTrue();
        return Optional.empty();
    }

    @Test
    void goesOnUntilAStepFindsSomething() {
        Explained answer = new Search(progress::add)
                .step("one", SearchTest::compareTwice)
                .step("two", counted -> Optional.of(List.of(KERNEL)))
                .step("three", SearchTest::compareTwice)
                .answer(List.of("look elsewhere"));

        assertThat(progress).containsExactly("one", "two");
        assertThat(answer).isEqualTo(new Explained(false, List.of(KERNEL), 3, List.of("one (2)"), List.of()));
        assertThat(answer.isComplete()).isTrue();
    }

    @Test
    void givesTheNextStepsWhereNothingFits() {
        Explained answer = new Search(progress::add)
                .step("one", SearchTest::compareTwice)
                .step("nothing to try", counted -> Optional.empty())
                .answer(List.of("look elsewhere"));

        assertThat(answer.steps()).containsExactly("one (2)");
        assertThat(answer.next()).containsExactly("look elsewhere");
        assertThat(answer.isComplete()).isFalse();
        assertThat(answer.describe()).isEqualTo("none of 3 variations fits");
    }
}
