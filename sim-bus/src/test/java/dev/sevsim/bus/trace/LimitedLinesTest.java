package dev.sevsim.bus.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LimitedLinesTest {
    @Test
    void readsLinesWithAndWithoutALastLineFeed() throws IOException {
        LimitedLines lines = new LimitedLines(new StringReader("one\n\nthree\nlast"), 10);

        assertThat(new String[] {lines.next(1), lines.next(2), lines.next(3), lines.next(4), lines.next(5)})
                .containsExactly("one", "", "three", "last", null);
    }

    @Test
    void readsALineThatIsLongerThanItsBuffer() throws IOException {
        String text = "x".repeat(200_000);

        assertThat(new LimitedLines(new StringReader(text + "\n"), 200_000).next(1))
                .isEqualTo(text);
    }

    @Test
    void refusesTextWithoutEnd() {
        LimitedLines lines = new LimitedLines(new Endless(), 1 << 20);

        assertThatThrownBy(() -> lines.next(7))
                .isInstanceOf(TraceFormatException.class)
                .hasMessage("trace line 7: longer than 1048576 characters, this is no trace");
    }

    private static final class Endless extends Reader {
        @Override
        public int read(char[] target, int offset, int length) {
            Arrays.fill(target, offset, offset + length, '\0');
            return length;
        }

        @Override
        public void close() {}
    }
}
