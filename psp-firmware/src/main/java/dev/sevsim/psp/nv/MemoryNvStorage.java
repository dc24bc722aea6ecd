package dev.sevsim.psp.nv;

import dev.sevsim.abi.Bytes;

/** The flash of a machine without a state directory; its content ends with the machine. */
public final class MemoryNvStorage implements NvStorage {
    private Bytes area = ERASED;

    /** An erased flash. */
    public MemoryNvStorage() {}

    @Override
    public Bytes read() {
        return area;
    }

    @Override
    public void write(Bytes replacement) {
        area = replacement;
    }
}
