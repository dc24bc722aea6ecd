package dev.sevsim.host.kvm.sev;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Source of the expectations: docs/reference/kvm-host.md section 3.4. */
class LastVmcbsTest {
    private final LastVmcbs last = new LastVmcbs(2);

    @Test
    void flushesOnTheFirstEntryAndWhenAnotherVmcbHasRun() {
        assertThat(last.enter(0, 5, "a")).isTrue();
        assertThat(last.enter(0, 5, "a")).isFalse();
        assertThat(last.enter(0, 5, "b")).isTrue();
        assertThat(last.enter(0, 5, "a")).isTrue();
    }

    @Test
    void flushesAfterAMoveToAnotherCore() {
        last.enter(0, 5, "a");

        assertThat(last.enter(1, 5, "a")).isTrue();
        assertThat(last.enter(0, 5, "a")).as("back on the first core").isTrue();
    }

    @Test
    void keepsAsidsApart() {
        last.enter(0, 5, "a");
        last.enter(0, 6, "b");

        assertThat(last.enter(0, 5, "a")).isFalse();
    }

    @Test
    void flushesAgainAfterTheAsidWasReleasedOrTheVcpuClosed() {
        last.enter(0, 5, "a");
        last.forgetAsid(5);
        assertThat(last.enter(0, 5, "a")).isTrue();

        last.forgetVmcb("a");

        assertThat(last.enter(0, 5, "a")).isTrue();
    }
}
