package dev.sevsim.bus.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.Party;
import dev.sevsim.bus.TappedFrame;
import dev.sevsim.bus.frame.FrameFormatException;
import dev.sevsim.bus.frame.MailboxResponse;
import dev.sevsim.bus.time.SimClock;
import dev.sevsim.bus.trace.Trace;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CaptureTest {
    private final SimClock clock = new SimClock();

    @Test
    void storesACaptureThatReadsBack() {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        TappedFrame first = TappedFrames.request(new MailboxResponse(1));
        TappedFrame garbage = new TappedFrame(Party.PSP, Party.HOST, Optional.empty(), Bytes.of(1, 2, 3));
        try (CaptureWriter writer = new CaptureWriter(file, clock)) {
            RecorderTap tap = new RecorderTap(Trace.NONE, ConsoleView.HIDDEN, Optional.of(writer));
            tap.inspect(first);
            clock.advance(Duration.ofNanos(5));
            tap.inspect(garbage);
        }

        Capture capture = Capture.read(new ByteArrayInputStream(file.toByteArray()));

        assertThat(capture.entries())
                .containsExactly(
                        new Capture.Entry(0, Party.HOST, Party.PSP, first.raw()),
                        new Capture.Entry(5, Party.PSP, Party.HOST, Bytes.of(1, 2, 3)));
        assertThat(Bytes.copyOf(file.toByteArray()).slice(0, 24).toHex())
                .isEqualTo("53564243" + "01000000" + "0000000000000000" + "0304" + "0000" + "1c000000");
    }

    @Test
    void refusesDamagedCaptures() {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (CaptureWriter writer = new CaptureWriter(file, clock)) {
            writer.write(TappedFrames.request(new MailboxResponse(1)));
        }
        byte[] whole = file.toByteArray();
        for (int length = 0; length < whole.length; length++) {
            if (length == Capture.HEADER_SIZE) {
                continue;
            }
            ByteArrayInputStream cut = new ByteArrayInputStream(whole, 0, length);
            assertThatThrownBy(() -> Capture.read(cut)).isInstanceOf(FrameFormatException.class);
        }
        whole[Capture.HEADER_SIZE + 15] = (byte) 0xFF;
        assertThatThrownBy(() -> Capture.read(new ByteArrayInputStream(whole)))
                .isInstanceOf(FrameFormatException.class)
                .hasMessageContaining("capture frame length");
    }
}
