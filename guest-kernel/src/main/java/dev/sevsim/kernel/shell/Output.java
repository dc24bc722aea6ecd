package dev.sevsim.kernel.shell;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** What a command writes: bytes, since a secret that is shown need not be text. */
public final class Output {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** Nothing written yet. */
    public Output() {}

    public void print(String text) {
        bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The text and a line feed. */
    public void printLine(String text) {
        print(text + "\n");
    }

    public void write(byte[] source, int length) {
        bytes.write(source, 0, length);
    }

    /** Everything written. */
    public byte[] toByteArray() {
        return bytes.toByteArray();
    }
}
