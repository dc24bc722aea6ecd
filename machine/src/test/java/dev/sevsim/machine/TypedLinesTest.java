package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.host.vmm.ConsoleSession;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TypedLinesTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final ConsoleSession port = ConsoleSession.of(printed::write, Bytes.ofAscii("later"));

    private static String input(ConsoleSession session) {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        for (OptionalInt next = session.nextInput(); next.isPresent(); next = session.nextInput()) {
            read.write(next.getAsInt());
        }
        return read.toString(StandardCharsets.UTF_8);
    }

    @Test
    void typesTheLinesBeforeTheInputOfThePort() {
        ConsoleSession typed = new TypedLines(List.of("ls é", "poweroff"), port);

        assertThat(typed.hasInput()).isTrue();
        assertThat(input(typed)).isEqualTo("ls é\npoweroff\nlater");
        assertThat(typed.hasInput()).isFalse();
    }

    @Test
    void isThePortWithoutLines() {
        ConsoleSession typed = new TypedLines(List.of(), port);
        typed.printed('x');

        assertThat(typed.hasInput()).isTrue();
        assertThat(input(typed)).isEqualTo("later");
        assertThat(printed.toString(StandardCharsets.US_ASCII)).isEqualTo("x");
    }
}
