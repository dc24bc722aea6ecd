package dev.sevsim.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.view.Run.Disclosure;
import org.junit.jupiter.api.Test;

class RedactionTest {
    private static final TraceEvent TYPED = TraceEvent.builder("guest", "host", "vcpu.exit")
            .with("reason", "IOIO")
            .with("rax", "0x73")
            .with("data", "736563726574")
            .withRaw(Bytes.ofUtf8("secret"))
            .build();

    @Test
    void leavesPortDataOutUnlessItIsToBeShown() {
        TraceEvent hidden = Redaction.of(TYPED, Disclosure.HIDDEN);

        assertThat(hidden.fields()).containsOnlyKeys("reason");
        assertThat(hidden.raw()).isEmpty();
        assertThat(Redaction.of(TYPED, Disclosure.REVEALED)).isEqualTo(TYPED);
    }

    @Test
    void keepsEverythingElse() {
        Runs.plain().recorded().records().stream()
                .map(record -> record.event())
                .filter(event -> !event.kind().startsWith("vcpu."))
                .forEach(event ->
                        assertThat(Redaction.of(event, Disclosure.HIDDEN)).isEqualTo(event));
    }
}
