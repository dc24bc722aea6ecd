package dev.sevsim.bus.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.bus.time.SimClock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompositeTraceTest {
    private final MemoryTrace memory = new MemoryTrace(new SimClock());
    private final List<String> kinds = new ArrayList<>();
    private final Trace listener = event -> kinds.add(event.kind());
    private final Trace both = new CompositeTrace(List.of(memory, listener));

    @Test
    void nestsInTracesThatNumberAndRecordsInThoseThatDoNot() {
        Trace.Operation outer = both.begin();
        Trace.Scope request = both.enter(TraceEvent.of("b", "c", "request"));
        both.record(TraceEvent.of("c", "c", "effect"));
        request.close();
        outer.end(TraceEvent.of("a", "b", "call"));

        assertThat(memory.records())
                .extracting(record -> record.event().kind() + record.parent().orElse(0))
                .containsExactly("call0", "request1", "effect2");
        assertThat(kinds).containsExactly("request", "effect", "call");
    }

    @Test
    void isEnabledWhenOneOfItsTracesIs() {
        assertThat(both.enabled()).isTrue();
        assertThat(new CompositeTrace(List.of(Trace.NONE, memory)).enabled()).isTrue();
        assertThat(new CompositeTrace(List.of(Trace.NONE)).enabled()).isFalse();
    }
}
