package dev.sevsim.host.remote;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VcpuTurnsTest {
    private final VcpuTurns turns = new VcpuTurns();

    @Test
    void letsTheOthersRunFirst() {
        turns.ran(2, false);
        turns.ran(3, false);
        assertThat(turns.mustWait(1)).isFalse();
        turns.ran(1, true);

        assertThat(turns.mustWait(1)).isTrue();
        assertThat(turns.mustWait(2)).isFalse();
        turns.ran(2, false);
        assertThat(turns.mustWait(1)).isTrue();
        turns.ran(3, false);
        assertThat(turns.mustWait(1)).isFalse();
    }

    @Test
    void waitsForNoneThatDoesNotCome() {
        turns.ran(2, false);
        turns.ran(1, true);
        int attempts = 0;
        while (turns.mustWait(1)) {
            attempts++;
        }

        assertThat(attempts).isEqualTo(500);
        assertThat(turns.mustWait(1)).isFalse();
    }

    @Test
    void goesOnAtOnceWithoutOthers() {
        turns.ran(1, true);

        assertThat(turns.mustWait(1)).isFalse();
    }
}
