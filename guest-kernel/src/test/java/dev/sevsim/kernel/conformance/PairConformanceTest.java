package dev.sevsim.kernel.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.kernel.secret.VectorFile;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a real kernel's module made of 172 pairs in one boot. */
class PairConformanceTest {
    private final PairConformance conformance = new PairConformance();

    @Test
    void loadsEveryRecordedPairAsTheRealKernelDid() {
        VectorFile.texts("pairs.jsonl").forEach(conformance::acceptText);
        VectorFile.objects("pairs.jsonl").forEach(conformance::accept);

        assertThat(conformance.pairs()).isEqualTo(172);
        assertThat(conformance.differences()).isEmpty();
    }

    @Test
    void reportsAnOutcomeThatDiffers() {
        conformance.accept(Map.of("base", "0", "size", "0", "load", 0, "bound", 1, "log", List.of()));

        assertThat(conformance.differences()).singleElement().satisfies(difference -> {
            assertThat(difference.where()).isEqualTo("pair 0");
            assertThat(difference.call()).isEqualTo("base 0, size 0");
            assertThat(difference.real()).contains("bound=1");
            assertThat(difference.ours()).contains("bound=0", "Invalid secret area memory location");
        });
    }

    @Test
    void refusesWhatIsNoPair() {
        assertThatThrownBy(() -> conformance.accept(Map.of("base", "0"))).hasMessageContaining("no pair");
    }
}
