package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class KeyboardTest {
    @Test
    void readsLinesAndThenEnds() throws IOException {
        Keyboard keyboard = Keyboard.ofLines(new ByteArrayInputStream("ls\n\nü".getBytes(StandardCharsets.UTF_8)));

        assertThat(keyboard.read()).contains(Bytes.ofAscii("ls\n"));
        assertThat(keyboard.read()).contains(Bytes.ofAscii("\n"));
        assertThat(keyboard.read()).contains(Bytes.ofUtf8("ü\n"));
        assertThat(keyboard.read()).isEmpty();
        assertThat(Keyboard.NONE.read()).isEmpty();
    }
}
