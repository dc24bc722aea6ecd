package dev.sevsim.bus.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LimitedLinesTest {
    @Test
    void readsLinesWithAndWithoutALastLineFeed() throws IOException {
        LimitedLines lines = new LimitedLines(TraceReaderTest.utf8("one\n\nthree\nlast"), 10);

        assertThat(new String[] {lines.next(1), lines.next(2), lines.next(3), lines.next(4), lines.next(5)})
                .containsExactly("one", "", "three", "last", null);
    }

    @Test
    void readsALineThatIsLongerThanItsBuffer() throws IOException {
        String text = "x".repeat(200_000);

        assertThat(new LimitedLines(TraceReaderTest.utf8(text + "\n"), 200_000).next(1))
                .isEqualTo(text);
    }

    @Test
    void refusesTextWithoutEnd() {
        LimitedLines lines = new LimitedLines(new Endless(), 1 << 20);

        assertThatThrownBy(() -> lines.next(7))
                .isInstanceOf(TraceFormatException.class)
                .hasMessage("trace line 7: longer than 1048576 bytes, this is no trace");
    }

    @Test
    void refusesALineThatIsNotUtf8() throws IOException {
        byte[] text = {'a', '\n', 'b', (byte) 0xC3, '(', '\n', 'c'};
        LimitedLines lines = new LimitedLines(new ByteArrayInputStream(text), 10);

        assertThat(lines.next(1)).isEqualTo("a");
        assertThatThrownBy(() -> lines.next(2))
                .isInstanceOf(TraceFormatException.class)
                .hasMessage("trace line 2: byte 0xc3 at offset 1 is not UTF-8");
        assertThat(lines.next(3)).isEqualTo("c");
    }

    private static final class Endless extends InputStream {
        @Override
        public int read() {
            return 0;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            Arrays.fill(target, offset, offset + length, (byte) 0);
            return length;
        }
    }
}
