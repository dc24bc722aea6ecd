package dev.sevsim.psp.nv;

import dev.sevsim.abi.Bytes;
import java.io.IOException;

/** A flash whose failures a test sets. */
// Tests of all packages use it; it is never part of the module's API.
@SuppressWarnings("exports")
public final class FailingNvStorage implements NvStorage {
    private final MemoryNvStorage flash = new MemoryNvStorage();
    private boolean readsFail;
    private boolean writesFail;

    /** Erased, and working. */
    public FailingNvStorage() {}

    public void failReads(boolean fail) {
        readsFail = fail;
    }

    public void failWrites(boolean fail) {
        writesFail = fail;
    }

    /** Flips one bit. */
    public void damage(int at) {
        byte[] raw = content().toArray();
        raw[at] ^= 1;
        flash.write(Bytes.copyOf(raw));
    }

    public Bytes content() {
        return flash.read();
    }

    @Override
    public Bytes read() throws IOException {
        if (readsFail) {
            throw new IOException("flash does not answer");
        }
        return flash.read();
    }

    @Override
    public void write(Bytes replacement) throws IOException {
        if (writesFail) {
            throw new IOException("flash is write-protected");
        }
        flash.write(replacement);
    }
}
