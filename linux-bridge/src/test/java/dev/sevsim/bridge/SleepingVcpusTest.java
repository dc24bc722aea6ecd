package dev.sevsim.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SleepingVcpusTest {
    private final SleepingVcpus<String> sleeping = new SleepingVcpus<>();

    @Test
    void wakesEachAfterAMillisecondInOrder() {
        sleeping.add("first", 500);
        sleeping.add("second", 700);

        assertThat(sleeping.wake(1_000_499)).isEmpty();
        assertThat(sleeping.wake(1_000_500)).contains("first");
        assertThat(sleeping.wake(1_000_699)).isEmpty();
        assertThat(sleeping.isEmpty()).isFalse();
        assertThat(sleeping.wake(2_000_000)).contains("second");
        assertThat(sleeping.isEmpty()).isTrue();
        assertThat(sleeping.wake(Long.MAX_VALUE)).isEmpty();
    }

    /** The clock's numbers may overflow. */
    @Test
    void wakesAcrossTheEndOfTheClock() {
        sleeping.add("last", Long.MAX_VALUE);

        assertThat(sleeping.wake(Long.MAX_VALUE)).isEmpty();
        assertThat(sleeping.wake(Long.MIN_VALUE + 999_999)).contains("last");
    }
}
