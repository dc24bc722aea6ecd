package dev.sevsim.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MermaidDiagramTest {
    @Test
    void hasAnArrowForEachStage() {
        List<String> lines = MermaidDiagram.of(Runs.plain().recorded());

        assertThat(lines.get(0)).isEqualTo("sequenceDiagram");
        assertThat(lines)
                .contains("    vmm->>psp: KVM_SEV_LAUNCH_START", "    owner->>vmm: secret header, payload")
                .filteredOn(line -> line.contains("->>"))
                .hasSize(15);
    }

    @Test
    void letsNoTextOfATraceEndALine() {
        String text = "a\n;#%&<>\"";

        assertThat(MermaidDiagram.of(LaunchPageTest.hostile(text).recorded()))
                .noneSatisfy(line -> assertThat(line).containsPattern("[\n<&\"]"));
    }
}
