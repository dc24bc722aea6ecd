package dev.sevsim.host.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sevsim.abi.Errno;
import dev.sevsim.bus.trace.TraceEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TracedCallTest {
    private final List<TraceEvent> trace = new ArrayList<>();
    private final TracedCall call = new TracedCall(trace::add, "COMMAND", "section 9");

    private static TraceEvent.Builder event() {
        return TraceEvent.builder("vmm", "host", "kvm.ioctl");
    }

    @Test
    void recordsTheResult() {
        assertThat(call.run(TracedCallTest::event, () -> 7)).isEqualTo(7);

        assertThat(trace).hasSize(1);
        assertThat(trace.get(0).outcome()).contains("7");
        assertThat(trace.get(0).explanation()).isEmpty();
    }

    @Test
    void recordsAnErrnoWithItsReasonAndPassesItOn() {
        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(() -> call.run(TracedCallTest::event, () -> {
                    throw new ErrnoException(Errno.EBUSY, "in use");
                }))
                .satisfies(e -> {
                    assertThat(e.errno()).isEqualTo(Errno.EBUSY);
                    assertThat(e.why()).isEqualTo("in use");
                    assertThat(e.isRecorded()).isTrue();
                });

        assertThat(trace).hasSize(1);
        assertThat(trace.get(0).outcome()).contains("EBUSY");
        assertThat(trace.get(0).explanation().orElseThrow().toString()).contains("in use", "COMMAND", "section 9");
    }
}
