package dev.sevsim.io.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CutWordsTest {
    @Test
    void cutsLongWordsAndQuotedTexts() {
        String word = "w".repeat(5000);
        String phrase = "a phrase ".repeat(500);

        assertThat(CutWords.of("there is no key '" + word + "', expected one of a, b"))
                .isEqualTo("there is no key '" + "w".repeat(99) + "...' (5000 characters), expected one of a, b");
        assertThat(CutWords.of(CutWords.of("'" + word + "' is none"))).isEqualTo(CutWords.of("'" + word + "' is none"));
        assertThat(CutWords.of("'" + phrase + "' is no act"))
                .hasSizeLessThan(140)
                .endsWith(" (4500 characters) is no act");
        assertThat(CutWords.of("file " + word + " does not exist"))
                .isEqualTo("file " + "w".repeat(100) + "... (5000 characters) does not exist");
    }

    @Test
    void leavesOtherMessagesAsTheyAre() {
        String message = "expected one of " + "LAUNCH_MEASURE, ".repeat(100) + "'" + "q".repeat(118) + "' and $1 \\";

        assertThat(CutWords.of(message)).isEqualTo(message);
    }
}
