package dev.sevsim.bus.tap;

import dev.sevsim.bus.TappedFrame;
import dev.sevsim.bus.time.SimClock;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Appends frames to a capture; {@link Capture} has the format. A target that fails: {@link UncheckedIOException}. */
final class CaptureWriter implements AutoCloseable {
    private final OutputStream target;
    private final SimClock clock;

    /** Writes the capture's header. */
    public CaptureWriter(OutputStream target, SimClock clock) {
        this.target = target;
        this.clock = clock;
        ByteBuffer header = ByteBuffer.allocate(Capture.HEADER_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        write(header.putInt(Capture.MAGIC).putShort((short) Capture.VERSION).putShort((short) 0));
    }

    /** Appends a frame with the present time. */
    public synchronized void write(TappedFrame frame) {
        ByteBuffer entry =
                ByteBuffer.allocate(Capture.ENTRY_SIZE + frame.raw().length()).order(ByteOrder.LITTLE_ENDIAN);
        entry.putLong(clock.elapsedNanos());
        entry.put((byte) frame.from().code()).put((byte) frame.to().code()).putShort((short) 0);
        entry.putInt(frame.raw().length()).put(frame.raw().asLittleEndian());
        write(entry);
    }

    @Override
    public synchronized void close() {
        try {
            target.close();
        } catch (IOException e) {
            throw new UncheckedIOException("capture could not be closed", e);
        }
    }

    private void write(ByteBuffer full) {
        byte[] content = new byte[full.position()];
        full.get(0, content);
        try {
            target.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException("capture could not be written", e);
        }
    }
}
