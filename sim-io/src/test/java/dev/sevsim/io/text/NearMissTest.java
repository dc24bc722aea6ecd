package dev.sevsim.io.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearMissTest {
    private static final List<String> NAMES = List.of("LAUNCH_START", "LAUNCH_SECRET", "LAUNCH_FINISH", "NOP", "INIT");

    @Test
    void namesTheNearestFirst() {
        assertThat(NearMiss.of("launch_stert", NAMES)).containsExactly("LAUNCH_START", "LAUNCH_SECRET");
        assertThat(NearMiss.of(" INIT ", NAMES)).containsExactly("INIT");
    }

    @Test
    void namesWhatAnAbbreviationBegins() {
        assertThat(NearMiss.of("LAUNCH_F", NAMES)).containsExactly("LAUNCH_FINISH");
        assertThat(NearMiss.of("LAU", NAMES)).hasSize(3);
    }

    @Test
    void namesNothingThatIsFar() {
        assertThat(NearMiss.of("DEACTIVATE", NAMES)).isEmpty();
        assertThat(NearMiss.of("", NAMES)).isEmpty();
        assertThat(NearMiss.of("NO", List.of("ID"))).isEmpty();
    }

    @Test
    void asksWhatWasMeant() {
        assertThat(NearMiss.question("FINISH", List.of("LAUNCH_FINISH"))).isEmpty();
        assertThat(NearMiss.question("NOB", NAMES)).isEqualTo(", did you mean NOP?");
        assertThat(NearMiss.question("LAUNCH_STAR", NAMES)).isEqualTo(", did you mean LAUNCH_START or LAUNCH_SECRET?");
    }
}
