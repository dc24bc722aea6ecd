package dev.sevsim.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
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
        GuestConsole console = new GuestConsole(listener, List.of("ls", "", "cat ä"), null);

        assertThat(typed(console)).isEqualTo("ls\n\ncat ä\n");
        assertThat(console.hasInput()).isFalse();
        assertThat(console.nextInput()).isEmpty();
    }

    @Test
    void hasInputUntilTheLastByteIsTyped() {
        GuestConsole console = new GuestConsole(listener, List.of("a"), null);

        assertThat(console.hasInput()).isTrue();
        assertThat(console.nextInput()).hasValue('a');
        assertThat(console.hasInput()).isTrue();
        assertThat(console.nextInput()).hasValue('\n');
        assertThat(console.hasInput()).isFalse();
    }

    @Test
    void handsOnWholeLines() {
        GuestConsole console = new GuestConsole(listener, List.of(), null);

        print(console, "one\r\ntwo");

        assertThat(heard).containsExactly("one\n");
        assertThat(console.transcript()).isEqualTo("one\ntwo");
        assertThat(heard).containsExactly("one\n", "two");
    }

    @Test
    void keepsCharactersOfSeveralBytesWhole() {
        GuestConsole console = new GuestConsole(listener, List.of(), null);

        print(console, "grüße\n");

        assertThat(heard).containsExactly("grüße\n");
    }

    @Test
    void showsThePromptBeforeItWaits() {
        GuestConsole console = new GuestConsole(listener, List.of(), null);
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
    void handsKeysOnAsTheyCome() {
        List<String> prepared = new ArrayList<>();
        byte[] pressed = {'l', 's', 0x1B, '[', 'A', 3, '\r', 0x1D, 'x'};
        RawKeys keys = new RawKeys(() -> {
            prepared.add("raw");
            return new ByteArrayInputStream(pressed);
        });
        GuestConsole console = new GuestConsole(listener, List.of(), keys);
        print(console, "~ # ");

        assertThat(prepared).isEmpty();
        assertThat(console.waitForInput()).isTrue();
        assertThat(prepared).containsExactly("raw");
        assertThat(typed(console)).isEqualTo("ls\u001B[A\u0003\r");
        assertThat(console.waitForInput()).as("after Ctrl-]").isFalse();
        assertThat(heard).containsExactly("~ # ");
    }

    @Test
    void leavesOutTheCarriageReturnOfALineEndAlone() {
        GuestConsole console = new GuestConsole(listener, List.of(), null);

        print(console, "one\r\n \rtwo\r");

        assertThat(console.transcript()).isEqualTo("one\n \rtwo\r");
    }

    @Test
    void reportsAKeyboardThatBreaks() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("unplugged");
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return read();
            }
        };
        GuestConsole console = new GuestConsole(listener, List.of(), broken);

        assertThatThrownBy(console::waitForInput)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("standard input")
                .hasRootCauseMessage("unplugged");
    }

    private static InputStream keyboard(String lines) {
        return new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8));
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
