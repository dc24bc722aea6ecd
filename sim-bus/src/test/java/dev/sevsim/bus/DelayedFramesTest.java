package dev.sevsim.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.bus.time.SimClock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DelayedFramesTest {
    private final DelayedFrames frames = new DelayedFrames();
    private final List<String> released = new ArrayList<>();
    private final BusEndpoint end = new BusEndpoint(
            Party.HOST, Party.PSP, SteppedMode.on(new SimClock()).dispatcher(), new SimClock(), new AtomicLong());

    private void add(long releaseNanos, String name) {
        frames.add(releaseNanos, end, () -> released.add(name));
    }

    private void releaseUpTo(long nowNanos) {
        for (DelayedFrames.Delayed due = frames.pollDue(nowNanos); due != null; due = frames.pollDue(nowNanos)) {
            due.release().run();
        }
    }

    @Test
    void releasesByTimeAndThenByOrder() {
        add(20, "c");
        add(10, "a");
        add(10, "b");

        releaseUpTo(20);

        assertThat(released).containsExactly("a", "b", "c");
        assertThat(frames.next()).isEmpty();
    }

    @Test
    void keepsWhatIsNotDue() {
        add(10, "a");

        releaseUpTo(9);

        assertThat(released).isEmpty();
        assertThat(frames.next()).hasValue(10);
    }
}
