package dev.sevsim.psp.nv;

import dev.sevsim.abi.Bytes;
import java.io.IOException;

/** A flash whose failures a test sets. */
// Tests of all packages use it; it is never part of the module's API.
@SuppressWarnings("exports")
public final class FailingNvStorage implements NvStorage {
    private Bytes area = ERASED;
    private boolean readsFail;
    private boolean writesFail;

    /** Erased, and working. */
    public FailingNvStorage() {}

    public FailingNvStorage failReads(boolean fail) {
        readsFail = fail;
        return this;
    }

    public FailingNvStorage failWrites(boolean fail) {
        writesFail = fail;
        return this;
    }

    /** Flips one bit. */
    public void damage(int at) {
        byte[] raw = area.toArray();
        raw[at] ^= 1;
        area = Bytes.copyOf(raw);
    }

    public Bytes content() {
        return area;
    }

    @Override
    public Bytes read() throws IOException {
        if (readsFail) {
            throw new IOException("flash does not answer");
        }
        return area;
    }

    @Override
    public void write(Bytes replacement) throws IOException {
        if (writesFail) {
            throw new IOException("flash is write-protected");
        }
        area = replacement;
    }
}
