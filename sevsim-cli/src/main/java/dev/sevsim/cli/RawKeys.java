package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.machine.Keyboard;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keys of a terminal in raw mode, handed to the guest as they are pressed; Ctrl-] ends the input, as in telnet.
 */
final class RawKeys implements Keyboard {
    private static final int END = 0x1D;
    private static final int KEYS_AT_ONCE = 1024;

    private final Source source;
    private @Nullable InputStream keys;
    private boolean ended;

    /** Prepares the terminal. */
    @FunctionalInterface
    interface Source {
        /** The terminal's input; a read of several bytes waits for the first one only. */
        InputStream open() throws IOException;
    }

    /** {@code source} is opened when the first key is waited for. */
    RawKeys(Source source) {
        this.source = source;
    }

    @Override
    public Optional<Bytes> read() throws IOException {
        if (keys == null) {
            keys = source.open();
        }
        byte[] pressed = new byte[KEYS_AT_ONCE];
        int count = ended ? -1 : keys.read(pressed);
        for (int i = 0; i < count; i++) {
            if (pressed[i] == END) {
                ended = true;
                count = i;
            }
        }
        return count <= 0 ? Optional.empty() : Optional.of(Bytes.copyOf(pressed, 0, count));
    }
}
