package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.bus.tap.Fault;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TraceInputsTest {
    @Test
    void namesWhatARunIsMadeOf() {
        Map<String, String> inputs = TraceInputs.of(MachineSpec.builder()
                .guest(guest -> guest.append("secret=1").vcpus(2))
                .host(HostSpec.builder().fault(Fault.parse("NOP:1:drop")).build())
                .build());

        assertThat(inputs)
                .containsEntry("generation", "milan")
                .containsEntry("flaw", "digest-without-place")
                .containsEntry("host-sev-es", "on")
                .containsEntry("fault", "NOP:1:drop")
                .containsEntry("vcpus", "2")
                .containsEntry("policy", "0x1")
                // printf 'secret=1' | sha256sum
                .containsEntry("append", "sha256:ecf2848c33e9a349ba665c24c1cc7d7adf99a3bc3b06b3d1bd4078d743816086");
        assertThat(inputs.toString()).doesNotContain("secret=1");
    }

    @Test
    void leavesOutWhatIsNotThere() {
        assertThat(TraceInputs.of(MachineSpec.builder().build())).doesNotContainKeys("fault", "session");
    }
}
