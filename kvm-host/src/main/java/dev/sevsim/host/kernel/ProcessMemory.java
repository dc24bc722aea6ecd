package dev.sevsim.host.kernel;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.Page;
import dev.sevsim.bus.memory.MemoryPort;
import dev.sevsim.bus.memory.PagePieces;
import dev.sevsim.host.process.FrameOrder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A process' address space: user addresses to page frames.
 *
 * <p>A mapping reserves addresses; a frame is allocated when its page is first touched. Access to an address that is
 * not mapped fails with EFAULT.
 */
public final class ProcessMemory implements AddressSpace {
    /** Address of the first mapping; every mapping is followed by at least one page that is not mapped. */
    private static final long MMAP_BASE = 0x7f00_0000_0000L;

    private static final long MMAP_ALIGNMENT = 2L << 20;

    /** Bytes that are copied at a time. */
    private static final int PIECE = 64 << 10;

    private final FrameAllocator frames;
    private final MemoryPort port;
    private final TreeMap<Long, Mapping> mappings = new TreeMap<>();
    private long next = MMAP_BASE;

    /** An empty address space. */
    public ProcessMemory(FrameAllocator frames, MemoryPort port) {
        this.frames = frames;
        this.port = port;
    }

    @Override
    public boolean canMap(long bytes) {
        return pagesFor(bytes) <= frames.total();
    }

    @Override
    public synchronized HostVirtual map(long bytes, FrameOrder order) {
        if (!canMap(bytes)) {
            throw new ErrnoException(Errno.ENOMEM, "mmap of " + bytes + " bytes, more than the host's memory");
        }
        long pages = pagesFor(bytes);
        Mapping mapping = order == FrameOrder.CONTIGUOUS ? contiguous(pages) : new Mapping(next, pages, order);
        return place(mapping);
    }

    @Override
    public synchronized HostVirtual mapKernelPages(KernelMemory.Buffer buffer, long bytes) {
        long pages = pagesFor(bytes);
        return place(Mapping.borrowed(next, pages, buffer.address().value() / Page.SIZE));
    }

    @Override
    public synchronized void unmap(HostVirtual base) {
        Mapping mapping = mappings.remove(base.value());
        if (mapping == null) {
            throw new IllegalArgumentException("no mapping starts at " + base);
        }
        mapping.release(frames);
    }

    @Override
    public void read(HostVirtual address, byte[] target, int offset, int length) {
        eachRun(address, offset, length, (at, from, n) -> port.read(at, target, from, n));
    }

    @Override
    public void write(HostVirtual address, Bytes source) {
        byte[] piece = new byte[Math.min(source.length(), PIECE)];
        ByteBuffer rest = source.asLittleEndian();
        while (rest.hasRemaining()) {
            HostVirtual at = address.plus(rest.position());
            int n = Math.min(rest.remaining(), piece.length);
            rest.get(piece, 0, n);
            write(at, piece, 0, n);
        }
    }

    @Override
    public void write(HostVirtual address, byte[] source, int offset, int length) {
        eachRun(address, offset, length, (at, from, n) -> port.write(at, source, from, n));
    }

    private void eachRun(HostVirtual address, int offset, int length, PagePieces.Move move) {
        for (int done = 0; done < length; ) {
            PhysicalRun run = run(address.plus(done), length - done);
            move.move(run.address(), offset + done, (int) run.length());
            done += (int) run.length();
        }
    }

    /** Whether every byte of the range is mapped. */
    @Override
    public synchronized boolean isMapped(HostVirtual address, long lengthBytes) {
        long at = address.value();
        long stop = at + lengthBytes;
        if (at < 0 || stop < at) {
            return false;
        }
        while (at < stop) {
            Mapping mapping = find(at);
            if (mapping == null) {
                return false;
            }
            at = mapping.end();
        }
        return true;
    }

    @Override
    public synchronized PhysicalRun run(HostVirtual address, long limit) {
        long start = physical(address);
        long length = Math.min(limit, Page.SIZE - address.pageOffset());
        while (length < limit) {
            HostVirtual page = address.plus(length);
            if (find(page.value()) == null || physical(page) != start + length) {
                break;
            }
            length += Math.min(Page.SIZE, limit - length);
        }
        return new PhysicalRun(start, length);
    }

    @Override
    public synchronized long physical(HostVirtual address) {
        Mapping mapping = find(address.value());
        if (mapping == null) {
            throw new ErrnoException(Errno.EFAULT, "user address " + address + " is not mapped");
        }
        long page = (address.value() - mapping.base()) / Page.SIZE;
        return mapping.frame(page, frames) * Page.SIZE + address.pageOffset();
    }

    @Override
    public synchronized OptionalLong linear(HostVirtual address, long lengthBytes) {
        Mapping mapping = find(address.value());
        if (mapping == null || !mapping.isLinear() || address.value() + lengthBytes > mapping.end()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(mapping.linearFrame() * Page.SIZE + address.value() - mapping.base());
    }

    @Override
    public synchronized List<PhysicalRun> touched(HostVirtual address, long lengthBytes) {
        List<PhysicalRun> runs = new ArrayList<>();
        long stop = address.value() + lengthBytes;
        for (Mapping mapping : mappings.headMap(stop).values()) {
            if (mapping.end() > address.value()) {
                mapping.addTouched(
                        pagesBelow(Math.max(address.value(), mapping.base()) - mapping.base()),
                        pagesBelow(Math.min(stop, mapping.end()) - mapping.base()),
                        runs);
            }
        }
        return runs;
    }

    private Mapping contiguous(long pages) {
        OptionalLong first = frames.lowest(pages);
        return first.isPresent()
                ? Mapping.owned(next, pages, first.getAsLong())
                : new Mapping(next, pages, FrameOrder.CONTIGUOUS);
    }

    private HostVirtual place(Mapping mapping) {
        mappings.put(mapping.base(), mapping);
        next = (mapping.end() / MMAP_ALIGNMENT + 1) * MMAP_ALIGNMENT;
        return new HostVirtual(mapping.base());
    }

    private @Nullable Mapping find(long address) {
        Map.Entry<Long, Mapping> below = mappings.floorEntry(address);
        return below != null && address < below.getValue().end() ? below.getValue() : null;
    }

    private static long pagesFor(long bytes) {
        if (bytes <= 0) {
            throw new IllegalArgumentException("mapping of " + bytes + " bytes");
        }
        return pagesBelow(bytes);
    }

    private static long pagesBelow(long bytes) {
        return (bytes + Page.SIZE - 1) / Page.SIZE;
    }
}
