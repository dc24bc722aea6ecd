package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RawKeysTest {
    @Test
    void opensTheTerminalAtTheFirstReadAndEndsAtControlBracket() throws IOException {
        AtomicInteger opened = new AtomicInteger();
        byte[] pressed = {'l', 's', 0x1B, '[', 'A', 3, '\r', 0x1D, 'x'};
        RawKeys keys = new RawKeys(() -> {
            opened.incrementAndGet();
            return new ByteArrayInputStream(pressed);
        });
        assertThat(opened).hasValue(0);

        assertThat(keys.read()).contains(Bytes.ofAscii("ls\u001B[A\u0003\r"));
        assertThat(keys.read()).isEmpty();
        assertThat(keys.read()).isEmpty();
        assertThat(opened).hasValue(1);
    }

    @Test
    void endsWhenControlBracketIsTheFirstKey() throws IOException {
        RawKeys keys = new RawKeys(() -> new ByteArrayInputStream(new byte[] {0x1D, 'x'}));

        assertThat(keys.read()).isEmpty();
        assertThat(keys.read()).isEmpty();
    }
}
