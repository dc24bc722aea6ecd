package dev.sevsim.host;

import dev.sevsim.bus.memory.CacheControl;
import java.util.List;

/**
 * Cache instructions that are only written down.
 *
 * @param cores of the machine
 * @param log gets a line for each instruction
 */
record LoggedCaches(int cores, List<String> log) implements CacheControl {
    @Override
    public void writeBackInvalidate(int core) {
        log.add("WBINVD " + core);
    }

    @Override
    public void flush(long address, long lengthBytes) {
        log.add("CLFLUSH " + Long.toHexString(lengthBytes));
    }
}
