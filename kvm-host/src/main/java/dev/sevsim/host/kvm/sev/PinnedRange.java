package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.Page;
import dev.sevsim.bus.memory.CacheControl;
import dev.sevsim.host.kernel.AddressSpace;
import dev.sevsim.host.kernel.ErrnoException;
import dev.sevsim.host.kernel.HostProcess;
import dev.sevsim.host.kernel.PhysicalRun;
import java.util.ArrayList;
import java.util.List;

/**
 * A user range that is pinned for the firmware, charged against RLIMIT_MEMLOCK until it is closed.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.6.
 */
final class PinnedRange implements AutoCloseable {
    private final AddressSpace memory;
    private PinAccount account;
    private final HostVirtual address;
    private final long length;

    private PinnedRange(AddressSpace memory, PinAccount account, HostVirtual address, long length) {
        this.memory = memory;
        this.account = account;
        this.address = address;
        this.length = length;
    }

    /** Pins; EINVAL for an empty or wrapping range, ENOMEM above the limit and for pages that are not mapped. */
    static PinnedRange pin(HostProcess process, PinAccount account, long address, long length, Rules rules) {
        if (length == 0 || Long.compareUnsigned(address + length, address) < 0) {
            throw new ErrnoException(Errno.EINVAL, "range is empty or wraps");
        }
        long pages = pages(address, length);
        if (pages > Integer.MAX_VALUE) {
            throw new ErrnoException(Errno.EINVAL, pages + " pages");
        }
        if (account.pages() + pages > rules.mostPages()) {
            throw new ErrnoException(Errno.EINVAL, pages + " pages more than memory has");
        }
        if (rules.limited() && account.pages() + pages > process.memoryLockLimit() / Page.SIZE) {
            throw new ErrnoException(Errno.ENOMEM, "RLIMIT_MEMLOCK of " + process.memoryLockLimit() + " bytes");
        }
        if (!process.memory().isMapped(new HostVirtual(address), length)) {
            throw new ErrnoException(Errno.ENOMEM, "not every page of the range is mapped");
        }
        account.charge(pages);
        return new PinnedRange(process.memory(), account, new HostVirtual(address), length);
    }

    private static long pages(long address, long length) {
        return ((address + length - 1) >>> Page.SHIFT) - (address >>> Page.SHIFT) + 1;
    }

    private long pages() {
        return pages(address.value(), length);
    }

    HostVirtual address() {
        return address;
    }

    long length() {
        return length;
    }

    /** The physically contiguous runs, in address order. */
    List<PhysicalRun> runs() {
        List<PhysicalRun> runs = new ArrayList<>();
        for (long done = 0; done < length; ) {
            PhysicalRun run = memory.run(address.plus(done), length - done);
            runs.add(run);
            done += run.length();
        }
        return runs;
    }

    /** CLFLUSH over the whole pages of the runs. */
    static void flush(List<PhysicalRun> runs, CacheControl caches) {
        for (PhysicalRun run : runs) {
            long first = run.address() & -Page.SIZE;
            long end = (run.address() + run.length() + Page.SIZE - 1) & -Page.SIZE;
            caches.flush(first, end - first);
        }
    }

    /** CLFLUSH over the pages that were touched; the others are in no cache. */
    void flushTouched(CacheControl caches) {
        flush(memory.touched(address.pageBase(), pages() * Page.SIZE), caches);
    }

    /** Charges the range to another VM. */
    void chargeTo(PinAccount other) {
        account.charge(-pages());
        account = other;
        account.charge(pages());
    }

    @Override
    public void close() {
        account.charge(-pages());
    }

    /** Access for which pages are pinned. */
    enum Access {
        READ,
        WRITE
    }

    /**
     * The rules of a kernel for pinning.
     *
     * @param access access of the firmware
     * @param mostPages most pinned pages of a VM
     * @param limited whether RLIMIT_MEMLOCK applies
     */
    record Rules(Access access, long mostPages, boolean limited) {}

    /** Pages that one VM has pinned. */
    static final class PinAccount {
        private final PinTotal total;
        private long pages;

        PinAccount(PinTotal total) {
            this.total = total;
        }

        long pages() {
            return pages;
        }

        private void charge(long more) {
            pages += more;
            total.add(more);
        }
    }
}
