package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.io.file.InputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SerialTargetTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"", "file:", "unix:", "tcp:127.0.0.1:1", "STDIO", "file"})
    void refusesOtherTargets(String text) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(InputException.class)
                .hasMessage("--serial '" + text + "' is not file:PATH, unix:PATH or stdio");
    }

    @Test
    void writesWholeLinesToAFile() throws IOException {
        Path file = directory.resolve("serial.log");
        try (SerialTarget.Port port = parse("file:" + file).open(() -> {})) {
            print(port, "one\ntw");
            assertThat(file).hasContent("one\n");
            assertThat(port.address()).isEmpty();
            assertThat(port.console().hasInput()).isFalse();
        }
        assertThat(Files.readString(file)).isEqualTo("one\ntw");
    }

    @Test
    void refusesAFileThatCannotBeWritten() {
        SerialTarget target = parse("file:" + directory);

        assertThatThrownBy(() -> target.open(() -> {}))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("serial output " + directory + " cannot be written: ");
    }

    @Test
    void listensOnASocket() {
        Path socket = directory.resolve("s");
        try (SerialTarget.Port port = parse("unix:" + socket).open(() -> {})) {
            assertThat(port.address()).contains("unix:" + socket);
            assertThat(socket).exists();
        }
        assertThat(socket).doesNotExist();
    }

    @Test
    void printsToStandardOutput() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SerialTarget target = SerialTarget.parse("stdio", out, InputStream.nullInputStream());
        try (SerialTarget.Port port = target.open(() -> {})) {
            print(port, "hello");
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("hello");
    }

    private static void print(SerialTarget.Port port, String text) {
        text.chars().forEach(port.console()::printed);
    }

    private static SerialTarget parse(String text) {
        return SerialTarget.parse(text, new ByteArrayOutputStream(), InputStream.nullInputStream());
    }
}
