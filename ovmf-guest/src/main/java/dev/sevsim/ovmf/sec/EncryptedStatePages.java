package dev.sevsim.ovmf.sec;

import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.efi.EfiMemoryType;
import dev.sevsim.abi.efi.HobMemoryAllocation;
import dev.sevsim.bus.cpu.GhcbProtocol;
import dev.sevsim.ovmf.image.MemoryLayout;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The pages through which each vCPU of an SEV-ES guest talks to the hypervisor: SEC's one GHCB first, then, from PEI
 * on, a GHCB and a page of per-CPU data for every vCPU, reserved for good.
 *
 * <p>Source: docs/reference/ovmf-guest.md section 11.5.
 */
public final class EncryptedStatePages {
    private static final int PAGES_PER_CPU = 2;
    private static final long LARGE_PAGE = 2L << 20;

    private final PageTables secTables;
    private final GhcbProtocol handler;
    private long base;
    private int count;

    private EncryptedStatePages(PageTables secTables, GhcbProtocol handler) {
        this.secTables = secTables;
        this.handler = handler;
    }

    /** SEC: agrees on a protocol version and uses the GHCB of the MEMFD. */
    public static EncryptedStatePages start(GuestMemory memory, PageTables secTables) {
        GhcbProtocol handler = GhcbProtocol.vectoredOn(memory.cpu());
        long unused = handler.negotiate();
        handler.usePage(new GuestPhysical(MemoryLayout.GHCB));
        return new EncryptedStatePages(secTables, handler);
    }

    /** Bytes that PEI takes: the pages themselves, and page tables that split the large pages around them. */
    public static long spaceFor(int cpus) {
        if (cpus == 0) {
            return 0;
        }
        long size = (long) cpus * PAGES_PER_CPU * Page.SIZE;
        return size + (size / LARGE_PAGE + 2) * Page.SIZE;
    }

    /**
     * PEI: moves on to pages for every vCPU, which end at {@code top}; answers what was taken, the lowest first.
     *
     * @param cpus how many vCPUs
     */
    public List<HobMemoryAllocation> allocate(long top, int cpus) {
        count = cpus;
        long size = (long) cpus * PAGES_PER_CPU * Page.SIZE;
        base = top - size;
        long tableBase = top - spaceFor(cpus);
        PageSource source = new PageSource(tableBase);
        share(secTables, source);
        handler.usePage(new GuestPhysical(base));
        secTables.encrypt(MemoryLayout.GHCB, Page.SIZE, source);
        return List.of(
                HobMemoryAllocation.of(tableBase, base - tableBase, EfiMemoryType.BOOT_SERVICES_DATA),
                HobMemoryAllocation.of(base, size, EfiMemoryType.RESERVED));
    }

    /** How many vCPUs have one, since PEI. */
    public int count() {
        return count;
    }

    /** The GHCB of a vCPU, since PEI. */
    public long ghcb(int cpu) {
        return base + (long) cpu * PAGES_PER_CPU * Page.SIZE;
    }

    /** The page of a vCPU's own data, since PEI. */
    public GuestPhysical data(int cpu) {
        return new GuestPhysical(ghcb(cpu) + Page.SIZE);
    }

    /** Maps the GHCBs shared, and nothing of the data pages between them. */
    public void share(PageTables tables, LongSupplier tablePages) {
        for (int cpu = 0; cpu < count; cpu++) {
            tables.share(ghcb(cpu), Page.SIZE, tablePages);
        }
    }

    /** Pages in a row. */
    private static final class PageSource implements LongSupplier {
        private long next;

        PageSource(long first) {
            next = first;
        }

        @Override
        public long getAsLong() {
            long page = next;
            next += Page.SIZE;
            return page;
        }
    }
}
