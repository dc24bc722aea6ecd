package dev.sevsim.owner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.owner.CommandLineEdits.Edited;
import dev.sevsim.owner.ExpectedLaunch.KernelInputs;
import org.junit.jupiter.api.Test;

class CommandLineEditsTest {
    @Test
    void changeOneWordOrBlank() {
        assertThat(CommandLineEdits.words("a ro"))
                .extracting(Edited::line)
                .contains("a\tro", "a  ro", "ro a", "ro", "a", "a rw", "a ro quiet", "quiet a ro")
                .doesNotContain("a ro");
        assertThat(CommandLineEdits.words("a  b")).extracting(Edited::text).noneMatch(text -> text.contains("''"));
        assertThat(CommandLineEdits.words("")).isEmpty();
    }

    @Test
    void nameEachMistakeAsPartOfASentence() {
        assertThat(CommandLineEdits.ENDS_AND_BLANKS)
                .extracting(edit -> edit.of("a b").text())
                .doesNotHaveDuplicates()
                .allMatch(text -> text.matches("(?s)a command line (?:with|without|in) .*"));
    }

    /** A very long command line is changed at its ends only, so that the search ends. */
    @Test
    void leaveTheWordsOfAVeryLongCommandLine() {
        String words = "a=1 ".repeat(5_000).strip();
        KernelInputs inputs = new KernelInputs(Bytes.ofUtf8("kernel"), Bytes.ofUtf8("initrd"), words);

        assertThat(CommandLineEdits.words(words)).isEmpty();
        assertThat(CommandLineEdits.changesWords(words)).isFalse();
        assertThat(HashVariations.one(inputs, OtherInputs.none(), false)).hasSizeLessThan(60);
    }
}
