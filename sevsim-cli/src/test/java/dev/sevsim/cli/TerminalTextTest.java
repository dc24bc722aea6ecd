package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TerminalTextTest {
    @Test
    void breaksLinesAtBlanks() {
        assertWrapped("one two three", 13, "one two three");
        assertWrapped("one two three", 12, "one two", "  three");
        assertWrapped("  one two three four", 9, "  one two", "    three", "    four");
    }

    @Test
    void keepsTheFirstColumn() {
        assertWrapped("one two     three four five six", 22, "one two     three four", "            five six");
        assertWrapped(
                "  owner     measured and accepted",
                22,
                "  owner     measured",
                "            and",
                "            accepted");
        assertWrapped(
                "0123456789012345678901234  far to the right", 30, "0123456789012345678901234", "  far to the right");
    }

    @Test
    void breaksBetweenColumns() {
        assertWrapped(
                "0123456789  0123456789  sha256 01234567", 34, "0123456789  0123456789", "            sha256 01234567");
        assertWrapped(
                "0123456789  0123456789  sha256 0123456789012345678901234",
                34,
                "0123456789  0123456789",
                "            sha256",
                "  0123456789012345678901234");
    }

    @Test
    void leavesLongWordsWhole() {
        assertWrapped("0123456789", 5, "0123456789");
        assertWrapped("  a 0123456789 b c", 8, "  a", "    0123456789", "    b c");
        assertWrapped("name  0123456789", 8, "name", "  0123456789");
        assertWrapped("", 8, "");
    }

    @Test
    void showsControlCharacters() {
        assertThat(TerminalText.printable("a\u001b[2J\n\u009bm\t\u007fé")).isEqualTo("a\\x1b[2J\\x0a\\x9bm\\x09\\x7fé");
    }

    @Test
    void showsCharactersThatChangeWhatIsSeen() {
        assertThat(TerminalText.printable("psp\u202erefused\u2066 \u200b\u2028\ufeff\udb40\udc41 \u05d0 \u78c1"))
                .isEqualTo("psp\\u202erefused\\u2066 \\u200b\\u2028\\ufeff\\ue0041 \u05d0 \u78c1");
    }

    private static void assertWrapped(String text, int columns, String... lines) {
        assertThat(TerminalText.wrapped(text, columns)).containsExactly(lines);
    }
}
