package dev.sevsim.bus.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.bus.time.SimClock;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class MemoryTraceTest {
    private final SimClock clock = new SimClock();
    private final MemoryTrace trace = new MemoryTrace(clock);
    private final TraceEvent call = TraceEvent.of("a", "b", "call");
    private final TraceEvent inside = TraceEvent.of("b", "b", "inside");

    @Test
    void givesTheRecordsInTheOrderOfTheirSteps() {
        Trace.Operation operation = trace.begin();
        clock.advance(Duration.ofNanos(7));
        trace.record(inside);
        operation.end(call);

        assertThat(trace.records())
                .containsExactly(
                        new TraceRecord(1, OptionalLong.empty(), 0, call),
                        new TraceRecord(2, OptionalLong.of(1), 7, inside));
    }

    @Test
    void missesAnOperationThatHasNotEnded() {
        Trace.Operation unused = trace.begin();
        trace.record(inside);

        assertThat(trace.records()).extracting(TraceRecord::step).containsExactly(2L);
        assertThat(unused).isNotNull();
    }

    @Test
    void picksTheEventsOfOneKind() {
        trace.record(call);
        trace.record(inside);
        trace.record(call);

        assertThat(trace.events("call")).containsExactly(call, call);
        assertThat(trace.events("other")).isEmpty();
    }
}
