package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Input for the guest's serial console after the prepared commands are used up. */
@FunctionalInterface
public interface Keyboard {
    /** No input: the guest is shut down when its commands are used up. */
    Keyboard NONE = Optional::empty;

    /**
     * Waits for input.
     *
     * @return at least one byte for the serial port; empty at the end of the input
     */
    Optional<Bytes> read() throws IOException;

    /** Reads text in UTF-8 a line at a time; each line ends with a line feed. */
    static Keyboard ofLines(InputStream in) {
        BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        return () -> Optional.ofNullable(reader.readLine()).map(line -> Bytes.ofUtf8(line + "\n"));
    }
}
