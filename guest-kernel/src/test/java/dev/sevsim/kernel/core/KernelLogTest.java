package dev.sevsim.kernel.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KernelLogTest {
    private final List<LogLine> shown = new ArrayList<>();
    private final KernelLog log = new KernelLog(KernelTime.fixed(Instant.EPOCH), shown::add);

    @Test
    void keepsAndShowsEveryLine() {
        log.log(LogLevel.ERROR, "first");
        log.log(LogLevel.INFO, "second");

        assertThat(log.lines()).extracting(LogLine::text).containsExactly("first", "second");
        assertThat(shown).isEqualTo(log.lines());
    }

    @Test
    void dropsTheOldestOf4096Lines() {
        for (int i = 0; i < 4098; i++) {
            log.log(LogLevel.INFO, "line " + i);
        }

        assertThat(log.lines()).hasSize(4096);
        assertThat(log.lines().get(0).text()).isEqualTo("line 2");
    }

    @Test
    void isEmptyAfterClear() {
        log.log(LogLevel.INFO, "line");
        log.clear();

        assertThat(log.lines()).isEmpty();
        assertThat(shown).hasSize(1);
    }
}
