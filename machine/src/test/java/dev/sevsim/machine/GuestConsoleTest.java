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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class GuestConsoleTest {
    private final List<String> heard = new ArrayList<>();
    private final LaunchListener listener = new LaunchListener() {
        @Override
        public void guestPrinted(String text) {
            heard.add(text);
        }
    };

    @Test
    void typesThePreparedLinesInOrder() {
        GuestConsole console = new GuestConsole(listener, List.of("ls", "", "cat ä"), Keyboard.NONE);

        assertThat(typed(console)).isEqualTo("ls\n\ncat ä\n");
        assertThat(console.hasInput()).isFalse();
        assertThat(console.nextInput()).isEmpty();
    }

    @Test
    void hasInputUntilTheLastByteIsTyped() {
        GuestConsole console = new GuestConsole(listener, List.of("a"), Keyboard.NONE);

        assertThat(console.hasInput()).isTrue();
        assertThat(console.nextInput()).hasValue('a');
        assertThat(console.hasInput()).isTrue();
        assertThat(console.nextInput()).hasValue('\n');
        assertThat(console.hasInput()).isFalse();
    }

    @Test
    void handsOnWholeLines() {
        GuestConsole console = new GuestConsole(listener, List.of(), Keyboard.NONE);

        print(console, "one\r\ntwo");

        assertThat(heard).containsExactly("one\n");
        assertThat(console.transcript()).isEqualTo("one\ntwo");
        assertThat(heard).containsExactly("one\n", "two");
    }

    @Test
    void keepsCharactersOfSeveralBytesWhole() {
        GuestConsole console = new GuestConsole(listener, List.of(), Keyboard.NONE);

        print(console, "grüße\n");

        assertThat(heard).containsExactly("grüße\n");
    }

    @Test
    void showsThePromptBeforeItWaits() {
        GuestConsole console = new GuestConsole(listener, List.of(), Keyboard.NONE);
        print(console, "~ # ");
        assertThat(heard).isEmpty();

        boolean more = console.waitForInput();

        assertThat(more).isFalse();
        assertThat(heard).containsExactly("~ # ");
    }

    @Test
    void typesLinesFromAKeyboardUntilItEnds() {
        GuestConsole console = new GuestConsole(listener, List.of("first"), keyboard("second\nthird"));

        assertThat(typed(console)).isEqualTo("first\n");
        assertThat(console.waitForInput()).isTrue();
        assertThat(typed(console)).isEqualTo("second\n");
        assertThat(console.waitForInput()).isTrue();
        assertThat(typed(console)).isEqualTo("third\n");
        assertThat(console.waitForInput()).isFalse();
        assertThat(console.hasInput()).isFalse();
    }

    @Test
    void handsBytesOnAsTheyCome() {
        Queue<Bytes> pressed = new ArrayDeque<>(List.of(Bytes.ofAscii("ls\u001B[A\u0003\r")));
        GuestConsole console = new GuestConsole(listener, List.of(), () -> Optional.ofNullable(pressed.poll()));
        print(console, "~ # ");

        assertThat(console.waitForInput()).isTrue();
        assertThat(typed(console)).isEqualTo("ls\u001B[A\u0003\r");
        assertThat(console.waitForInput()).isFalse();
        assertThat(heard).containsExactly("~ # ");
    }

    @Test
    void leavesOutTheCarriageReturnOfALineEndAlone() {
        GuestConsole console = new GuestConsole(listener, List.of(), Keyboard.NONE);

        print(console, "one\r\n \rtwo\r");

        assertThat(console.transcript()).isEqualTo("one\n \rtwo\r");
    }

    @Test
    void reportsAKeyboardThatBreaks() {
        Keyboard broken = () -> {
            throw new IOException("unplugged");
        };
        GuestConsole console = new GuestConsole(listener, List.of(), broken);

        assertThatThrownBy(console::waitForInput)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("standard input")
                .hasRootCauseMessage("unplugged");
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
