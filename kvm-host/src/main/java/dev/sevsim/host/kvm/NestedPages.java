package dev.sevsim.host.kvm;

import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.abi.uapi.KvmUserspaceMemoryRegion;
import dev.sevsim.bus.memory.NestedPageTable;
import dev.sevsim.bus.memory.NestedPaging;
import dev.sevsim.host.kernel.AddressSpace;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The nested page table of one VM, filled on nested page faults, in 2 MiB blocks where the memory behind is one
 * physical run.
 *
 * <p>A malicious host may redirect any page; the contents that the guest then reads are decided by the encryption
 * alone.
 */
public final class NestedPages implements NestedPageTable {
    private static final int BLOCK_SHIFT = 21;
    private static final long BLOCK_SIZE = 1L << BLOCK_SHIFT;

    private final NestedPaging board;
    private final long nestedCr3;
    private final MemorySlots slots;
    private final AddressSpace memory;
    private final Map<Long, Long> pages = new ConcurrentHashMap<>();
    private final Map<Long, Long> blocks = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();

    /** An empty table, installed on {@code board}. */
    NestedPages(NestedPaging board, MemorySlots slots, AddressSpace memory) {
        this.board = board;
        this.slots = slots;
        this.memory = memory;
        this.nestedCr3 = board.install(this);
    }

    /** Number of the table, as a vCPU entry names it. */
    public long nestedCr3() {
        return nestedCr3;
    }

    @Override
    public long translate(long guestPhysicalPage) {
        Long page = pages.get(guestPhysicalPage);
        if (page != null) {
            return page;
        }
        Long block = blocks.get(guestPhysicalPage >>> BLOCK_SHIFT);
        return block != null ? block + (guestPhysicalPage & (BLOCK_SIZE - 1)) : NOT_PRESENT;
    }

    @Override
    public long reach(long guestPhysicalPage) {
        long mapped = translate(guestPhysicalPage);
        if (mapped != NOT_PRESENT) {
            return mapped;
        }
        HostVirtual user = slots.toUser(new GuestPhysical(guestPhysicalPage)).orElse(null);
        if (user == null) {
            return NOT_PRESENT;
        }
        OptionalLong reserved = memory.linear(user, Page.SIZE);
        if (reserved.isPresent()) {
            return reserved.getAsLong();
        }
        return memory.isMapped(user, Page.SIZE) ? memory.physical(user) : NOT_PRESENT;
    }

    /** A nested page fault is no change: the page was within reach before. */
    @Override
    public long changes() {
        return changes.get();
    }

    /** Maps a guest page to a frame of the host's choice. */
    public void remap(GuestPhysical guestPage, SystemPhysical frame) {
        pages.put(guestPage.pageBase().value(), frame.pageBase().value());
        changes.incrementAndGet();
    }

    /** Removes the redirection of a guest page. */
    public void restore(GuestPhysical guestPage) {
        pages.remove(guestPage.pageBase().value());
        changes.incrementAndGet();
    }

    /** The frame behind a guest page, mapped if need be; empty when no slot holds the page, or its slot is of no memory of the process. */
    public Optional<SystemPhysical> frameOf(GuestPhysical guestPage) {
        long page = guestPage.pageBase().value();
        if (translate(page) == NOT_PRESENT && (reach(page) == NOT_PRESENT || !fault(page))) {
            return Optional.empty();
        }
        return Optional.of(new SystemPhysical(translate(page)));
    }

    /** Where the slot of a guest physical address begins; empty without one. */
    public Optional<GuestPhysical> slotStart(GuestPhysical address) {
        return slots.find(address.value()).map(slot -> new GuestPhysical(slot.guestAddress()));
    }

    /** Maps the page of a faulting address; false when no slot holds it. */
    boolean fault(long guestAddress) {
        Optional<KvmUserspaceMemoryRegion> slot = slots.find(guestAddress);
        if (slot.isEmpty()) {
            return false;
        }
        KvmUserspaceMemoryRegion in = slot.get();
        long blockStart = guestAddress >>> BLOCK_SHIFT << BLOCK_SHIFT;
        if (blockStart >= in.guestAddress() && blockStart + BLOCK_SIZE <= in.guestAddress() + in.size()) {
            OptionalLong run = memory.linear(user(in, blockStart), BLOCK_SIZE);
            if (run.isPresent()) {
                blocks.put(blockStart >>> BLOCK_SHIFT, run.getAsLong());
                return true;
            }
        }
        long page = guestAddress & -Page.SIZE;
        pages.put(page, memory.physical(user(in, page)));
        return true;
    }

    /** Takes the table from the board, as when its VM is destroyed. */
    void uninstall() {
        board.remove(nestedCr3);
    }

    /** Drops all entries, as when a slot changes. */
    void zap() {
        pages.clear();
        blocks.clear();
        changes.incrementAndGet();
    }

    private static HostVirtual user(KvmUserspaceMemoryRegion slot, long guestAddress) {
        return new HostVirtual(slot.userAddress() + guestAddress - slot.guestAddress());
    }
}
