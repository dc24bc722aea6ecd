package dev.sevsim.kernel.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.kernel.secret.VectorFile;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The answers of a real kernel to 17,458 calls; see system-calls.md beside the recording. */
class SystemCallConformanceTest {
    private final SystemCallConformance conformance = new SystemCallConformance();

    @Test
    void givesEveryRecordedAnswer() {
        VectorFile.objects("system-calls.jsonl.gz").forEach(conformance::accept);

        assertThat(conformance.compared()).isEqualTo("502 sequences, 17458 answers");
        assertThat(conformance.differences()).isEmpty();
    }

    @Test
    void reportsAnAnswerThatDiffers() {
        conformance.accept(Map.of("seq", 1, "area", "", "area_size", 64));
        conformance.accept(Map.of("s", 1, "i", 0, "op", "close 0", "r", 0));

        assertThat(conformance.differences())
                .containsExactly(new Difference("sequence 1, call 0", "close 0", "{r=0}", "{r=-9}"));
    }

    @Test
    void refusesLinesThatAreNoRecording() {
        assertThatThrownBy(() -> conformance.accept(Map.of("op", "close 0", "i", 0)))
                .hasMessageContaining("before the first sequence");
        assertThatThrownBy(() -> conformance.accept(Map.of("r", 0))).hasMessageContaining("neither");
        conformance.accept(Map.of("seq", 1, "area", "", "area_size", 64));
        assertThatThrownBy(() -> conformance.accept(Map.of("op", "fork", "i", 0, "s", 1)))
                .hasMessageContaining("unknown call fork");
    }
}
