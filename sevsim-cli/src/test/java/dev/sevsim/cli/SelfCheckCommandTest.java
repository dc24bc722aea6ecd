package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SelfCheckCommandTest {
    @Test
    void runsEveryFormOfOutput() {
        CapturedRun run = CapturedRun.of("self-check");

        assertThat(run.out()).isEqualToNormalizingNewlines("self-check: everything worked\n");
        assertThat(run.status()).isZero();
        assertThat(CapturedRun.of("self-check", "--quiet").out()).isEmpty();
    }
}
