package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StreamTypingTest {
    @Test
    void handsOverWhatIsTyped() throws IOException, InterruptedException {
        Semaphore arrived = new Semaphore(0);
        try (PipedOutputStream typed = new PipedOutputStream()) {
            StreamTyping typing = StreamTyping.of(new PipedInputStream(typed), arrived::release);
            assertThat(typing.hasInput()).isFalse();
            assertThat(typing.nextInput()).isEmpty();

            typed.write(new byte[] {'a', (byte) 0xFF});
            typed.flush();

            assertThat(arrived.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
            assertThat(typing.hasInput()).isTrue();
            assertThat(typing.nextInput()).hasValue('a');
            assertThat(typing.nextInput()).hasValue(0xFF);
            assertThat(typing.nextInput()).isEmpty();
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

        StreamTyping typing = StreamTyping.of(broken, arrived::release);

        assertThat(arrived.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
        assertThat(typing.hasInput()).isFalse();
    }
}
