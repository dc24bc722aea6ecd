package dev.sevsim.kernel.secret;

import java.util.Optional;

/**
 * One entry of a mapped area.
 *
 * @param area the area
 * @param offset of the entry
 */
record AreaEntry(SecretArea area, long offset) implements Secret {
    @Override
    public Optional<byte[]> data() {
        return area.data(offset);
    }

    @Override
    public void wipe() {
        area.wipe(offset);
    }
}
