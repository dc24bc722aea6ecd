package dev.sevsim.ovmf.dxe;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.efi.EfiMemoryType;
import dev.sevsim.ovmf.pei.PlatformMemory;
import dev.sevsim.ovmf.sec.GuestMemory;
import dev.sevsim.ovmf.sec.PageTables;
import dev.sevsim.ovmf.sec.SevState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What stands between a driver's private buffers and a device that can only reach shared memory.
 *
 * <p>Without SEV there is no IOMMU protocol and a device gets the driver's own addresses. Under SEV a transfer goes
 * through bounce pages below 4 GiB, out of a pool that is shared once and for all or, when that has nothing that fits,
 * shared for the one transfer. Every release is taken to have the pool, which is our choice.
 *
 * <p>Source: docs/reference/ovmf-guest.md sections 11.6 and 11.7.
 */
public final class IoMmu {
    /** Bytes of the pool, headers included. */
    static final int POOL_SIZE = 0x59_5000;

    private static final int[][] POOL = {{4, 1}, {8, 8}, {2, 32}, {1, 256}, {2, 512}}; // count, pages

    /** What a device does with a buffer. */
    public enum Operation {
        /** The device reads memory. */
        BUS_MASTER_READ,
        /** The device writes memory. */
        BUS_MASTER_WRITE,
        /** Device and driver both read and write; the buffer comes from {@link #allocateBuffer}. */
        COMMON_BUFFER
    }

    /**
     * An open window.
     *
     * @param operation what it was opened for
     * @param hostAddress the driver's buffer
     * @param length its bytes
     * @param deviceAddress where the device finds it
     */
    public record Mapping(Operation operation, long hostAddress, int length, long deviceAddress) {}

    /** Bounce pages of the pool. */
    private static final class Slot {
        final long address;
        final int pages;
        boolean taken;

        Slot(long address, int pages) {
            this.address = address;
            this.pages = pages;
        }
    }

    private final GuestMemory memory;
    private final SevState sev;
    private final MemoryMap map;
    private final PageTables pageTables;
    private final LongSupplier tablePages;
    private final List<Slot> pool = new ArrayList<>();
    private final List<Mapping> open = new ArrayList<>();

    private IoMmu(GuestMemory memory, SevState sev, MemoryMap map, PageTables pageTables, LongSupplier tablePages) {
        this.memory = memory;
        this.sev = sev;
        this.map = map;
        this.pageTables = pageTables;
        this.tablePages = tablePages;
    }

    /** Starts it; the pool is left out when there is no memory for it. */
    static IoMmu start(
            GuestMemory memory, SevState sev, MemoryMap map, PageTables pageTables, LongSupplier tablePages) {
        IoMmu ioMmu = new IoMmu(memory, sev, map, pageTables, tablePages);
        if (sev.active()) {
            ioMmu.allocate(POOL_SIZE / Page.SIZE).ifPresent(ioMmu::sharePool);
        }
        return ioMmu;
    }

    /** Memory for a common buffer: a private header page, the buffer, and a stash as big; empty when there is none. */
    public OptionalLong allocateBuffer(int pages) {
        OptionalLong base = allocate(1 + 2 * pages);
        return base.isPresent() ? OptionalLong.of(base.getAsLong() + Page.SIZE) : base;
    }

    /** Gives memory for a common buffer back. */
    public void freeBuffer(long address, int pages) {
        map.free(address - Page.SIZE, 1 + 2L * pages);
    }

    /** Opens a window; empty when there is no memory for one. */
    public Optional<Mapping> map(Operation operation, long hostAddress, int length) {
        if (!sev.active()) {
            return Optional.of(new Mapping(operation, hostAddress, length, hostAddress));
        }
        if (operation == Operation.COMMON_BUFFER) {
            moveThroughStash(hostAddress, length, true);
            return opened(new Mapping(operation, hostAddress, length, hostAddress));
        }
        OptionalLong bounce = takeBouncePages(pages(length));
        if (bounce.isEmpty()) {
            return Optional.empty();
        }
        if (operation == Operation.BUS_MASTER_READ) {
            memory.writeShared(bounce.getAsLong(), memory.read(hostAddress, length));
        }
        return opened(new Mapping(operation, hostAddress, length, bounce.getAsLong()));
    }

    /** Closes a window: what the device wrote arrives in the driver's buffer. */
    public void unmap(Mapping mapping) {
        var unused = receive(mapping);
    }

    /** As {@link #unmap}; answers what arrived in the driver's buffer, nothing for a window that the device only reads. */
    public Bytes receive(Mapping mapping) {
        if (!sev.active()) {
            return mapping.operation() == Operation.BUS_MASTER_WRITE
                    ? memory.read(mapping.hostAddress(), mapping.length())
                    : Bytes.EMPTY;
        }
        Bytes arrived = close(mapping);
        if (mapping.operation() != Operation.COMMON_BUFFER) {
            int pages = pages(mapping.length());
            Slot slot = slotAt(mapping.deviceAddress());
            if (slot != null) {
                slot.taken = false;
            } else {
                encrypt(mapping.deviceAddress(), pages);
                map.free(mapping.deviceAddress(), pages);
            }
        }
        open.remove(mapping);
        return arrived;
    }

    /** At ExitBootServices: closes every window and makes all pages private; the memory map stays as it is. */
    void exitBootServices() {
        for (Mapping mapping : open) {
            var unused = close(mapping);
            if (mapping.operation() != Operation.COMMON_BUFFER && slotAt(mapping.deviceAddress()) == null) {
                encrypt(mapping.deviceAddress(), pages(mapping.length()));
            }
        }
        open.clear();
        pool.forEach(slot -> encrypt(slot.address, slot.pages));
        pool.clear();
    }

    /** Windows that are open now. */
    int openMappings() {
        return open.size();
    }

    private Bytes close(Mapping mapping) {
        if (mapping.operation() == Operation.COMMON_BUFFER) {
            moveThroughStash(mapping.hostAddress(), mapping.length(), false);
            return Bytes.EMPTY;
        }
        Bytes arrived = Bytes.EMPTY;
        if (mapping.operation() == Operation.BUS_MASTER_WRITE) {
            arrived = memory.readShared(mapping.deviceAddress(), mapping.length());
            memory.write(mapping.hostAddress(), arrived);
        }
        memory.zeroShared(mapping.deviceAddress(), (long) pages(mapping.length()) * Page.SIZE);
        return arrived;
    }

    /** Changes the C-bit of a buffer in place; the stash behind it carries the content over. */
    private void moveThroughStash(long address, int length, boolean toShared) {
        int pages = pages(length);
        int size = pages * Page.SIZE;
        long stash = address + size;
        memory.write(stash, toShared ? memory.read(address, size) : memory.readShared(address, size));
        if (toShared) {
            share(address, pages);
            memory.writeShared(address, memory.read(stash, size));
        } else {
            encrypt(address, pages);
            memory.write(address, memory.read(stash, size));
        }
    }

    private void sharePool(long base) {
        long at = base;
        for (int[] kind : POOL) {
            for (int i = 0; i < kind[0]; i++) {
                Slot slot = new Slot(at + Page.SIZE, kind[1]);
                share(slot.address, slot.pages);
                pool.add(slot);
                at = slot.address + (long) slot.pages * Page.SIZE;
            }
        }
    }

    private OptionalLong takeBouncePages(int pages) {
        for (Slot slot : pool) {
            if (!slot.taken && slot.pages >= pages) {
                slot.taken = true;
                return OptionalLong.of(slot.address);
            }
        }
        OptionalLong fresh = allocate(pages);
        fresh.ifPresent(address -> share(address, pages));
        return fresh;
    }

    private @Nullable Slot slotAt(long address) {
        return pool.stream().filter(slot -> slot.address == address).findFirst().orElse(null);
    }

    private Optional<Mapping> opened(Mapping mapping) {
        open.add(mapping);
        return Optional.of(mapping);
    }

    private OptionalLong allocate(int pages) {
        return map.allocate(EfiMemoryType.BOOT_SERVICES_DATA.code(), pages, PlatformMemory.FOUR_GIB - 1);
    }

    private void share(long address, int pages) {
        flush(address, pages);
        pageTables.share(address, (long) pages * Page.SIZE, tablePages);
    }

    private void encrypt(long address, int pages) {
        flush(address, pages);
        pageTables.encrypt(address, (long) pages * Page.SIZE, tablePages);
    }

    private void flush(long address, int pages) {
        if (!sev.cacheCoherent()) {
            memory.cpu().flushCache(new GuestPhysical(address), pages * Page.SIZE);
        }
    }

    private static int pages(int length) {
        return (length + Page.SIZE - 1) / Page.SIZE;
    }
}
