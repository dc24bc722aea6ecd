package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StreamConsoleTest {
    private static StreamConsole console() {
        return new StreamConsole("output", OutputStream.nullOutputStream());
    }

    @Test
    void handsOverWhatIsTyped() throws IOException, InterruptedException {
        Semaphore arrived = new Semaphore(0);
        try (PipedOutputStream typed = new PipedOutputStream()) {
            StreamConsole console = console();
            console.typeFrom(new PipedInputStream(typed), arrived::release);
            assertThat(console.hasInput()).isFalse();
            assertThat(console.nextInput()).isEmpty();

            typed.write(new byte[] {'a', (byte) 0xFF});
            typed.flush();

            assertThat(arrived.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
            assertThat(console.hasInput()).isTrue();
            assertThat(console.nextInput()).hasValue('a');
            assertThat(console.nextInput()).hasValue(0xFF);
            assertThat(console.nextInput()).isEmpty();
        }
    }

    @Test
    void treatsAFailureAsTheEnd() throws InterruptedException {
        Semaphore arrived = new Semaphore(0);
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("broken");
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                throw new IOException("broken");
            }
        };

        StreamConsole console = console();
        console.typeFrom(broken, arrived::release);

        assertThat(arrived.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
        assertThat(console.hasInput()).isFalse();
    }
}
