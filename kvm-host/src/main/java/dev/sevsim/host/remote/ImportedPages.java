package dev.sevsim.host.remote;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.Page;
import dev.sevsim.bus.memory.MemoryPort;
import dev.sevsim.host.kernel.ErrnoException;
import dev.sevsim.host.kernel.FrameAllocator;
import dev.sevsim.host.process.RemoteCaller;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Pages of a program that have a frame, by page number.
 *
 * <p>Neighbouring pages get neighbouring frames, as with transparent huge pages, while the host has free blocks of 2 MiB: some
 * commands need one physical run. A page is fresh from the moment when a call needs it until that call ends.
 */
final class ImportedPages {
    private static final int BLOCK_SHIFT = 9;
    private static final long BLOCK_PAGES = 1L << BLOCK_SHIFT;

    /** Imported pages of one program (our choice): each takes as much memory of the simulator. */
    private static final int MOST_PAGES = (512 << 20) / Page.SIZE;

    /** Pages that are read or written at once. */
    private static final int MOST_AT_ONCE = 64;

    private final RemoteCaller caller;
    private final FrameAllocator frames;
    private final MemoryPort port;
    private final TreeMap<Long, Imported> pages = new TreeMap<>();
    private final Map<Long, Long> blocks = new TreeMap<>();
    private final List<Long> single = new ArrayList<>();
    private final List<Imported> fresh = new ArrayList<>();
    private long call;

    /** A page with its frame, and what both held when they were last equal. */
    private static final class Imported {
        private final long page;
        private final long frame;
        private final byte[] content = new byte[Page.SIZE];
        private long freshIn = -1;

        private Imported(long page, long frame) {
            this.page = page;
            this.frame = frame;
        }

        private long address() {
            return page << Page.SHIFT;
        }
    }

    ImportedPages(RemoteCaller caller, FrameAllocator frames, MemoryPort port) {
        this.caller = caller;
        this.frames = frames;
        this.port = port;
    }

    /** How many pages have a frame. */
    int count() {
        return pages.size();
    }

    /** No page is fresh any more. */
    void begin() {
        call++;
        fresh.clear();
    }

    /** Makes every imported page fresh; pages that the program has unmapped stay as they are. */
    void pullAll() {
        List<Long> known = List.copyOf(pages.keySet());
        for (int from = 0; from < known.size(); ) {
            int to = from + 1;
            while (to < known.size() && known.get(to) - known.get(from) == to - from) {
                to++;
            }
            from += Math.max(1, (int) importAhead(known.get(from), to - from));
        }
    }

    /** Writes the changed fresh pages to the program, neighbours together. */
    void push() {
        byte[] now = new byte[Page.SIZE];
        List<Imported> changed = new ArrayList<>();
        for (Imported page : fresh) {
            port.read(page.frame << Page.SHIFT, now, 0, now.length);
            if (!Arrays.equals(now, page.content)) {
                System.arraycopy(now, 0, page.content, 0, now.length);
                if (!changed.isEmpty()
                        && (changed.size() == MOST_AT_ONCE || page.page != changed.get(0).page + changed.size())) {
                    write(changed);
                    changed.clear();
                }
                changed.add(page);
            }
        }
        if (!changed.isEmpty()) {
            write(changed);
        }
        fresh.clear();
        call++;
    }

    /** Writes neighbouring pages; one that the program has unmapped meanwhile takes nothing. */
    private void write(List<Imported> neighbours) {
        byte[] content = new byte[neighbours.size() * Page.SIZE];
        for (int i = 0; i < neighbours.size(); i++) {
            System.arraycopy(neighbours.get(i).content, 0, content, i * Page.SIZE, Page.SIZE);
        }
        if (!caller.write(neighbours.get(0).address(), Bytes.copyOf(content)) && neighbours.size() > 1) {
            neighbours.forEach(page -> write(List.of(page)));
        }
    }

    /** Makes a page fresh, with a frame; false when the program has no such page. */
    boolean reach(long page) {
        return isFreshPage(page) || importAhead(page, 1) == 1;
    }

    /** Makes {@code count} pages fresh, up to the first that the program does not have; how many are. */
    long importAhead(long first, long count) {
        long done = 0;
        while (done < count) {
            long page = first + done;
            if (isFreshPage(page)) {
                done++;
                continue;
            }
            int n = 1;
            while (n < MOST_AT_ONCE && done + n < count && !isFreshPage(page + n)) {
                n++;
            }
            Optional<Bytes> content = caller.read(page << Page.SHIFT, n * Page.SIZE);
            // One page of the stretch is not mapped: page by page.
            if (content.isEmpty() && n > 1) {
                n = 1;
                content = caller.read(page << Page.SHIFT, Page.SIZE);
            }
            if (content.isEmpty()) {
                break;
            }
            for (int i = 0; i < n; i++) {
                take(page + i, content.get(), i * Page.SIZE);
            }
            done += n;
        }
        return done;
    }

    /** Number of bytes from an address on, at most {@code limit}, that are all in fresh pages or all outside of them. */
    int stretch(long address, int limit) {
        boolean inFresh = isFresh(address);
        long end = (address | Page.SIZE - 1) + 1;
        while (end - address < limit && isFresh(end) == inFresh) {
            end += Page.SIZE;
        }
        return (int) Math.min(limit, end - address);
    }

    boolean isFresh(long address) {
        return isFreshPage(address >>> Page.SHIFT);
    }

    /** The system physical address behind an address of an imported page. */
    long physical(long address) {
        return (imported(address).frame << Page.SHIFT) + Page.offset(address);
    }

    /** Reads fresh pages. */
    void read(long address, byte[] target, int offset, int length) {
        eachPage(address, length, (at, done, n) -> port.read(at, target, offset + done, n));
    }

    /** Writes fresh pages. */
    void write(long address, byte[] source, int offset, int length) {
        eachPage(address, length, (at, done, n) -> port.write(at, source, offset + done, n));
    }

    /** Gives the frames of the imported pages from {@code first} up to, not including, {@code end}. */
    void forEach(long first, long end, LongConsumer frame) {
        pages.subMap(first, end).values().forEach(page -> frame.accept(page.frame));
    }

    void release() {
        blocks.values().forEach(first -> frames.release(first, BLOCK_PAGES));
        single.forEach(frame -> frames.release(frame, 1));
        blocks.clear();
        single.clear();
        pages.clear();
        fresh.clear();
    }

    @FunctionalInterface
    private interface Piece {
        void move(long physical, int done, int length);
    }

    private void eachPage(long address, int length, Piece piece) {
        for (int done = 0; done < length; ) {
            long at = address + done;
            int n = Math.min(length - done, Page.SIZE - Page.offset(at));
            piece.move(physical(at), done, n);
            done += n;
        }
    }

    private Imported imported(long address) {
        Imported page = pages.get(address >>> Page.SHIFT);
        if (page == null) {
            throw new IllegalStateException("page 0x" + Long.toHexString(address) + " is not imported");
        }
        return page;
    }

    private boolean isFreshPage(long page) {
        Imported imported = pages.get(page);
        return imported != null && imported.freshIn == call;
    }

    private void take(long page, Bytes content, int offset) {
        Imported known = pages.get(page);
        Imported imported = known != null ? known : new Imported(page, newFrame(page));
        if (known == null || !content.matches(offset, imported.content, 0, Page.SIZE)) {
            content.copyTo(offset, imported.content, 0, Page.SIZE);
            port.write(imported.frame << Page.SHIFT, imported.content, 0, Page.SIZE);
        }
        imported.freshIn = call;
        pages.put(page, imported);
        fresh.add(imported);
    }

    private long newFrame(long page) {
        if (pages.size() >= MOST_PAGES) {
            throw new ErrnoException(Errno.ENOMEM, MOST_PAGES + " pages of the program have frames");
        }
        Long known = blocks.get(page >>> BLOCK_SHIFT);
        @Nullable Long first = known != null ? known : newBlock(page >>> BLOCK_SHIFT);
        if (first != null) {
            return first + (page & BLOCK_PAGES - 1);
        }
        long frame = frames.lowest(1).orElseThrow(() -> new ErrnoException(Errno.ENOMEM, "no free frame"));
        single.add(frame);
        return frame;
    }

    private @Nullable Long newBlock(long block) {
        OptionalLong run = frames.lowest(BLOCK_PAGES);
        if (run.isEmpty()) {
            return null;
        }
        blocks.put(block, run.getAsLong());
        return run.getAsLong();
    }
}
