package dev.sevsim.bus.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SimClockTest {
    private final SimClock clock = new SimClock(Instant.parse("2030-01-01T00:00:00Z"));

    @Test
    void standsStillUnlessItIsAdvanced() {
        assertThat(clock.elapsedNanos()).isZero();
        assertThat(clock.now()).isEqualTo("2030-01-01T00:00:00Z");
    }

    @Test
    void movesTheWallClockWithTheElapsedTime() {
        clock.advance(Duration.ofMillis(1500));

        assertThat(clock.elapsedNanos()).isEqualTo(1_500_000_000L);
        assertThat(clock.now()).isEqualTo("2030-01-01T00:00:01.500Z");
    }

    @Test
    void neverGoesBack() {
        clock.advanceTo(100);
        clock.advanceTo(40);

        assertThat(clock.elapsedNanos()).isEqualTo(100);
    }

    @Test
    void startsAtTheDocumentedMoment() {
        assertThat(new SimClock().now()).isEqualTo("2022-06-28T11:54:00Z");
    }
}
