package dev.sevsim.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Each look at the clock lets five microseconds pass. */
class SpinTest {
    private final AtomicLong clock = new AtomicLong();
    private final Spin spin = new Spin(() -> clock.getAndAdd(5_000));

    /** How often is looked when nothing comes. */
    private int attempts() throws IOException {
        AtomicInteger attempts = new AtomicInteger();
        assertThat(spin.finds(() -> attempts.incrementAndGet() < 0)).isFalse();
        return attempts.get();
    }

    @Test
    void looksUntilSomethingIsThere() throws IOException {
        AtomicInteger attempts = new AtomicInteger();

        assertThat(spin.finds(() -> attempts.incrementAndGet() == 3)).isTrue();
        assertThat(attempts).hasValue(3);
    }

    @Test
    void givesUpAfterThirtyMicroseconds() throws IOException {
        assertThat(attempts()).isBetween(6, 8);
    }

    @Test
    void looksOnceAfterAFewFruitlessTimesAndThenAgain() throws IOException {
        for (int i = 0; i < Spin.FRUITLESS; i++) {
            assertThat(attempts()).isGreaterThan(1);
        }
        for (int i = 0; i < Spin.FEWEST_LEFT_OUT; i++) {
            assertThat(attempts()).isEqualTo(1);
        }
        assertThat(attempts()).isGreaterThan(1);
        for (int i = 0; i < 2 * Spin.FEWEST_LEFT_OUT; i++) {
            assertThat(attempts()).as("twice as long").isEqualTo(1);
        }
        AtomicInteger late = new AtomicInteger();
        assertThat(spin.finds(() -> late.incrementAndGet() == 2))
                .as("found in time")
                .isTrue();
        assertThat(attempts()).as("not left out any more").isGreaterThan(1);
    }

    @Test
    void countsWhatComesTooLateAsFruitless() throws IOException {
        for (int i = 0; i < Spin.FRUITLESS; i++) {
            AtomicInteger attempts = new AtomicInteger();
            assertThat(spin.finds(() -> {
                        clock.addAndGet(3_000_000);
                        return attempts.incrementAndGet() == 2;
                    }))
                    .isTrue();
        }
        assertThat(attempts()).isEqualTo(1);
    }
}
