package dev.sevsim.host.remote;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.Page;
import dev.sevsim.bus.memory.MemoryPort;
import dev.sevsim.host.kernel.AddressSpace;
import dev.sevsim.host.kernel.ErrnoException;
import dev.sevsim.host.kernel.FrameAllocator;
import dev.sevsim.host.kernel.KernelMemory;
import dev.sevsim.host.kernel.PhysicalRun;
import dev.sevsim.host.process.FrameOrder;
import dev.sevsim.host.process.RemoteCaller;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The address space of a program outside of the simulator.
 *
 * <p>Buffers are read and written in the program itself. A page whose frame firmware or guest use is imported: it has a frame from
 * then on, which gets the page's content when a call first needs it and whose changes are written to the program when the
 * call ends. In between the frame is what counts.
 */
final class ProgramMemory implements AddressSpace {
    private final RemoteCaller caller;
    private final ImportedPages pages;

    /** An address space without imported pages. */
    ProgramMemory(RemoteCaller caller, FrameAllocator frames, MemoryPort port) {
        this.caller = caller;
        this.pages = new ImportedPages(caller, frames, port);
    }

    /** A call begins: what the program wrote since the last one is read again where it is needed. */
    void beginCall() {
        pages.begin();
    }

    /** Pages that have a frame, whose content is copied around calls. */
    int importedPages() {
        return pages.count();
    }

    /** Brings all imported pages up to date, for a guest that may use any of them. */
    void pullAll() {
        pages.pullAll();
    }

    /** A call ends: writes to the program what firmware and guest have changed. */
    void endCall() {
        pages.push();
    }

    /** Releases all frames: the program has ended. */
    void release() {
        pages.release();
    }

    @Override
    public boolean canMap(long bytes) {
        return false;
    }

    @Override
    public HostVirtual map(long bytes, FrameOrder order) {
        throw new ErrnoException(Errno.ENOMEM, "the program maps its memory itself");
    }

    @Override
    public HostVirtual mapKernelPages(KernelMemory.Buffer buffer, long bytes) {
        throw new ErrnoException(Errno.ENODEV, "the program maps its files itself");
    }

    @Override
    public void unmap(HostVirtual base) {
        throw new ErrnoException(Errno.EINVAL, "the program unmaps its memory itself");
    }

    @Override
    public void read(HostVirtual address, byte[] target, int offset, int length) {
        for (int done = 0; done < length; ) {
            long at = address.value() + done;
            int n = pages.stretch(at, length - done);
            if (pages.isFresh(at)) {
                pages.read(at, target, offset + done, n);
            } else {
                caller.read(at, n).orElseThrow(() -> unmapped(at)).copyTo(target, offset + done);
            }
            done += n;
        }
    }

    @Override
    public void write(HostVirtual address, Bytes source) {
        write(address, source.toArray(), 0, source.length());
    }

    @Override
    public void write(HostVirtual address, byte[] source, int offset, int length) {
        for (int done = 0; done < length; ) {
            long at = address.value() + done;
            int n = pages.stretch(at, length - done);
            if (pages.isFresh(at)) {
                pages.write(at, source, offset + done, n);
            } else if (!caller.write(at, Bytes.copyOf(source, offset + done, n))) {
                throw unmapped(at);
            }
            done += n;
        }
    }

    @Override
    public boolean isMapped(HostVirtual address, long lengthBytes) {
        long at = address.value();
        return at >= 0 && at + lengthBytes >= at && (lengthBytes == 0 || caller.isMapped(at, lengthBytes));
    }

    @Override
    public PhysicalRun run(HostVirtual address, long limit) {
        long start = physical(address);
        long length = Math.min(limit, Page.SIZE - address.pageOffset());
        long wanted = (address.pageOffset() + limit + Page.SIZE - 1) / Page.SIZE;
        long unused = pages.importAhead(address.value() >>> Page.SHIFT, wanted);
        while (length < limit) {
            long next = address.value() + length;
            if (!pages.reach(next >>> Page.SHIFT) || pages.physical(next) != start + length) {
                break;
            }
            length += Math.min(Page.SIZE, limit - length);
        }
        return new PhysicalRun(start, length);
    }

    @Override
    public long physical(HostVirtual address) {
        if (!pages.reach(address.value() >>> Page.SHIFT)) {
            throw unmapped(address.value());
        }
        return pages.physical(address.value());
    }

    /** Frames are taken page by page. */
    @Override
    public OptionalLong linear(HostVirtual address, long lengthBytes) {
        return OptionalLong.empty();
    }

    @Override
    public List<PhysicalRun> touched(HostVirtual address, long lengthBytes) {
        List<PhysicalRun> runs = new ArrayList<>();
        pages.forEach(
                address.value() >>> Page.SHIFT,
                (address.value() + lengthBytes + Page.SIZE - 1) >>> Page.SHIFT,
                frame -> runs.add(new PhysicalRun(frame * Page.SIZE, Page.SIZE)));
        return runs;
    }

    private static ErrnoException unmapped(long address) {
        return new ErrnoException(Errno.EFAULT, "user address " + new HostVirtual(address) + " is not mapped");
    }
}
