package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JsonTextTest {
    @Test
    void writesOneObjectOnOneLine() {
        String text = JsonText.object(g -> {
            g.writeStringProperty("text", "a\"b\n");
            g.writeNumberProperty("number", 7);
        });

        assertThat(text).isEqualTo("{\"text\":\"a\\\"b\\n\",\"number\":7}");
        assertThat(JsonText.object(g -> {})).isEqualTo("{}");
    }
}
