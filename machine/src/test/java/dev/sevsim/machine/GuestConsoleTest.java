package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class GuestConsoleTest {
    private final RecordingListener listener = new RecordingListener();

    @Test
    void typesThePreparedLinesInOrder() {
        GuestConsole console = console("ls", "", "cat ä");

        assertThat(typed(console)).isEqualTo("ls\n\ncat ä\n");
        assertThat(console.hasInput()).isFalse();
        assertThat(console.nextInput()).isEmpty();
    }

    @Test
    void hasInputUntilTheLastByteIsTyped() {
        GuestConsole console = console("a");

        assertThat(console.hasInput()).isTrue();
        assertThat(console.nextInput()).hasValue('a');
        assertThat(console.hasInput()).isTrue();
        assertThat(console.nextInput()).hasValue('\n');
        assertThat(console.hasInput()).isFalse();
    }

    @Test
    void handsOnWholeLines() {
        GuestConsole console = new GuestConsole(listener);

        print(console, "one\r\ntwo");

        assertThat(listener.printed).containsExactly("one\n");
        assertThat(console.transcript()).isEqualTo("one\ntwo");
        assertThat(listener.printed).containsExactly("one\n", "two");
    }

    @Test
    void keepsCharactersOfSeveralBytesWhole() {
        GuestConsole console = new GuestConsole(listener);

        print(console, "grüße\n");

        assertThat(listener.printed).containsExactly("grüße\n");
    }

    @Test
    void showsThePromptBeforeItWaits() {
        GuestConsole console = new GuestConsole(listener);
        print(console, "~ # ");
        assertThat(listener.printed).isEmpty();

        boolean more = console.waitForInput(Keyboard.NONE);

        assertThat(more).isFalse();
        assertThat(listener.printed).containsExactly("~ # ");
    }

    @Test
    void typesLinesFromAKeyboardUntilItEnds() {
        GuestConsole console = console("first");
        Keyboard keyboard = keyboard("second\nthird");

        assertThat(typed(console)).isEqualTo("first\n");
        assertThat(console.waitForInput(keyboard)).isTrue();
        assertThat(typed(console)).isEqualTo("second\n");
        assertThat(console.waitForInput(keyboard)).isTrue();
        assertThat(typed(console)).isEqualTo("third\n");
        assertThat(console.waitForInput(keyboard)).isFalse();
        assertThat(console.hasInput()).isFalse();
    }

    @Test
    void handsBytesOnAsTheyCome() {
        Queue<Bytes> pressed = new ArrayDeque<>(List.of(Bytes.ofAscii("ls\u001B[A\u0003\r")));
        Keyboard keyboard = () -> Optional.ofNullable(pressed.poll());
        GuestConsole console = new GuestConsole(listener);
        print(console, "~ # ");

        assertThat(console.waitForInput(keyboard)).isTrue();
        assertThat(typed(console)).isEqualTo("ls\u001B[A\u0003\r");
        assertThat(console.waitForInput(keyboard)).isFalse();
        assertThat(listener.printed).containsExactly("~ # ");
    }

    @Test
    void leavesOutTheCarriageReturnOfALineEndAlone() {
        GuestConsole console = new GuestConsole(listener);

        print(console, "one\r\n \rtwo\r");

        assertThat(console.transcript()).isEqualTo("one\n \rtwo\r");
    }

    @Test
    void reportsAKeyboardThatBreaks() {
        Keyboard broken = () -> {
            throw new IOException("unplugged");
        };
        GuestConsole console = new GuestConsole(listener);

        assertThatThrownBy(() -> console.waitForInput(broken))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("standard input")
                .hasRootCauseMessage("unplugged");
    }

    private GuestConsole console(String... lines) {
        GuestConsole console = new GuestConsole(listener);
        List.of(lines).forEach(console::type);
        return console;
    }

    private static Keyboard keyboard(String lines) {
        return Keyboard.ofLines(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)));
    }

    private static void print(GuestConsole console, String text) {
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            console.printed(b & 0xFF);
        }
    }

    private static String typed(GuestConsole console) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (OptionalInt next = console.nextInput(); next.isPresent(); next = console.nextInput()) {
            bytes.write(next.getAsInt());
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
