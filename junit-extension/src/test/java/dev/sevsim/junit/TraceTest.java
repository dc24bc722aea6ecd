package dev.sevsim.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.bus.trace.TraceRecord;
import java.util.List;
import org.junit.jupiter.api.Test;

@SevTest(seed = 7)
class TraceTest {
    @Test
    void hasFilters(SevSimulator sev, Trace trace) {
        var unused = sev.launch();
        var second = sev.launch(l -> l.vcpus(2));

        assertThat(trace.firmware("LAUNCH_FINISH").records()).hasSize(2);
        assertThat(trace.lastMachine().firmware("LAUNCH_FINISH").records())
                .hasSize(1)
                .isEqualTo(trace.lastMachine()
                        .kind("firmware.command")
                        .with("command", "LAUNCH_FINISH")
                        .outcome("SUCCESS")
                        .records());
        List<TraceRecord> ofTheOwner = trace.from("owner").lastMachine().records();
        assertThat(ofTheOwner)
                .isNotEmpty()
                .allMatch(record -> record.event().from().equals("owner"));
        assertThat(trace.refusals().outcome("INVALID_LENGTH").events()).isNotEmpty();
        assertThat(trace.lastMachine().records()).isEqualTo(second.records());
    }
}
