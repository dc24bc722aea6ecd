package dev.sevsim.simulator;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * A keyboard whose bytes go to the guest as they come, for a terminal that neither edits nor echoes; Ctrl-] is its end.
 *
 * <p>The end is telnet's, our choice.
 */
public final class RawKeys extends InputStream {
    private static final int END = 0x1D;

    private final Source source;
    private @Nullable InputStream keys;
    private boolean ended;

    /** Where keys come from. */
    @FunctionalInterface
    public interface Source {
        /** Prepares the terminal; reading more than a byte from the stream waits for the first only. */
        InputStream open() throws IOException;
    }

    /** {@code source} is opened when the first key is waited for. */
    public RawKeys(Source source) {
        this.source = source;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    /** What has been typed so far, at least one byte; waits for that. */
    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (keys == null) {
            keys = source.open();
        }
        int count = ended ? -1 : keys.read(target, offset, length);
        for (int i = 0; i < count; i++) {
            if (target[offset + i] == END) {
                ended = true;
                return i == 0 ? -1 : i;
            }
        }
        return count;
    }
}
