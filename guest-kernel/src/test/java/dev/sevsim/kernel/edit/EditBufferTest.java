package dev.sevsim.kernel.edit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EditBufferTest {
    private final EditBuffer buffer = new EditBuffer();

    @Test
    void insertsAtTheCursor() {
        buffer.insert("ad");
        buffer.moveTo(1);
        buffer.insert("bc");

        assertThat(buffer.text()).isEqualTo("abcd");
        assertThat(buffer.cursor()).isEqualTo(3);
    }

    @Test
    void countsCharactersBeyondTheBasicPlaneOnce() {
        buffer.insert("a\ud83d\ude00b");

        assertThat(buffer.length()).isEqualTo(3);
        assertThat(buffer.text(1, 2)).isEqualTo("\ud83d\ude00");
    }

    @Test
    void deletesARange() {
        buffer.insert("abcdef");

        assertThat(buffer.delete(1, 3)).isEqualTo("bc");
        assertThat(buffer.text()).isEqualTo("adef");
        assertThat(buffer.cursor()).isEqualTo(1);
    }

    @Test
    void findsWords() {
        buffer.insert("ls /sys/kernel  x");

        assertThat(buffer.startOfWord(false)).isEqualTo(16);
        buffer.moveTo(14);
        assertThat(buffer.startOfWord(false)).isEqualTo(8);
        assertThat(buffer.startOfWord(true)).isEqualTo(3);
        buffer.moveTo(2);
        assertThat(buffer.endOfWord()).isEqualTo(7);
    }

    @Test
    void holds4095Characters() {
        buffer.insert("x".repeat(5000));

        assertThat(buffer.length()).isEqualTo(4095);
    }
}
