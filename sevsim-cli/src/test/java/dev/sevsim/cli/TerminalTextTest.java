package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TerminalTextTest {
    @Test
    void breaksLinesAtBlanks() {
        assertThat(TerminalText.wrapped("one two three", 13)).containsExactly("one two three");
        assertThat(TerminalText.wrapped("one two three", 12)).containsExactly("one two", "  three");
        assertThat(TerminalText.wrapped("  one two three four", 9))
                .containsExactly("  one two", "    three", "    four");
    }

    @Test
    void keepsTheFirstColumn() {
        assertThat(TerminalText.wrapped("one two     three four five six", 22))
                .containsExactly("one two     three four", "            five six");
        assertThat(TerminalText.wrapped("  owner     measured and accepted", 22))
                .containsExactly("  owner     measured", "            and", "            accepted");
        assertThat(TerminalText.wrapped("0123456789012345678901234  far to the right", 30))
                .containsExactly("0123456789012345678901234", "  far to the right");
    }

    @Test
    void breaksBetweenColumns() {
        assertThat(TerminalText.wrapped("0123456789  0123456789  sha256 01234567", 34))
                .containsExactly("0123456789  0123456789", "            sha256 01234567");
        assertThat(TerminalText.wrapped("0123456789  0123456789  sha256 0123456789012345678901234", 34))
                .containsExactly("0123456789  0123456789", "            sha256", "  0123456789012345678901234");
    }

    @Test
    void leavesLongWordsWhole() {
        assertThat(TerminalText.wrapped("0123456789", 5)).containsExactly("0123456789");
        assertThat(TerminalText.wrapped("  a 0123456789 b c", 8)).containsExactly("  a", "    0123456789", "    b c");
        assertThat(TerminalText.wrapped("name  0123456789", 8)).containsExactly("name", "  0123456789");
        assertThat(TerminalText.wrapped("", 8)).containsExactly("");
    }

    @Test
    void showsControlCharacters() {
        assertThat(TerminalText.printable("a\u001b[2J\n\u009bm\t\u007fé")).isEqualTo("a\\x1b[2J\\x0a\\x9bm\\x09\\x7fé");
    }
}
