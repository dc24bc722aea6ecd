package dev.sevsim.kernel.edit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private final History history = new History();

    @Test
    void goesBackAndForthToTheLineThatWasBegun() {
        history.add("one");
        history.add("two");

        assertThat(history.previous("beg")).contains("two");
        assertThat(history.previous("two")).contains("one");
        assertThat(history.previous("one")).isEmpty();
        assertThat(history.next()).contains("two");
        assertThat(history.next()).contains("beg");
        assertThat(history.next()).isEmpty();
    }

    @Test
    void skipsBlankAndRepeatedLines() {
        history.add("one");
        history.add("  ");
        history.add("one");

        assertThat(history.previous("")).contains("one");
        assertThat(history.previous("")).isEmpty();
    }

    @Test
    void keeps500Lines() {
        for (int i = 0; i < 501; i++) {
            history.add("line " + i);
        }
        String oldest = "";
        for (Optional<String> line = history.previous(""); line.isPresent(); line = history.previous("")) {
            oldest = line.get();
        }

        assertThat(oldest).isEqualTo("line 1");
    }
}
