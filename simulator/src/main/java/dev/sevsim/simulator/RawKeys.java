package dev.sevsim.simulator;

import java.io.IOException;
import java.io.InputStream;

/**
 * A keyboard whose bytes go to the guest as they come, for a terminal that neither edits nor echoes; Ctrl-] is its end.
 *
 * <p>The end is telnet's, our choice.
 */
public final class RawKeys extends InputStream {
    private static final int END = 0x1D;

    private final InputStream keys;
    private final Runnable prepare;
    private boolean prepared;
    private boolean ended;

    /** {@code prepare} is done before the first key is waited for. */
    public RawKeys(InputStream keys, Runnable prepare) {
        this.keys = keys;
        this.prepare = prepare;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    /** What has been typed so far, at least one byte; waits for that. */
    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (!prepared) {
            prepared = true;
            prepare.run();
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
