package dev.sevsim.kernel.memory;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Page;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Memory without a machine behind it: pages that read as zero until they are written. */
public final class PlainMemory implements PhysicalMemory {

    private final Map<Long, byte[]> pages = new HashMap<>();

    /** All zero. */
    public PlainMemory() {}

    /** All zero but for {@code content} at {@code address}. */
    public static PlainMemory holding(long address, Bytes content) {
        PlainMemory memory = new PlainMemory();
        memory.write(address, content);
        return memory;
    }

    @Override
    public void read(long address, byte[] target, int offset, int length) {
        int done = 0;
        while (done < length) {
            long at = address + done;
            int inPage = (int) (at & (Page.SIZE - 1));
            int chunk = Math.min(length - done, Page.SIZE - inPage);
            byte[] page = pages.get(at >>> Page.SHIFT);
            if (page == null) {
                Arrays.fill(target, offset + done, offset + done + chunk, (byte) 0);
            } else {
                System.arraycopy(page, inPage, target, offset + done, chunk);
            }
            done += chunk;
        }
    }

    @Override
    public void write(long address, byte[] source, int offset, int length) {
        int done = 0;
        while (done < length) {
            long at = address + done;
            int inPage = (int) (at & (Page.SIZE - 1));
            int chunk = Math.min(length - done, Page.SIZE - inPage);
            byte[] page = pages.computeIfAbsent(at >>> Page.SHIFT, number -> new byte[Page.SIZE]);
            System.arraycopy(source, offset + done, page, inPage, chunk);
            done += chunk;
        }
    }

    @Override
    public void flushCache(long address, int length) {}
}
