package dev.sevsim.host.kvm;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.uapi.KvmUserspaceMemoryRegion;
import dev.sevsim.host.kernel.ErrnoException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * A VM's memory slots: guest physical ranges backed by user addresses of its process.
 *
 * <p>Source: Linux uapi {@code linux/kvm.h}.
 */
final class MemorySlots {
    static final int MAX_SLOTS = 509;

    /** KVM_MEM_LOG_DIRTY_PAGES and KVM_MEM_READONLY. */
    private static final int KNOWN_FLAGS = 3;

    private final Map<Integer, KvmUserspaceMemoryRegion> slots = new ConcurrentSkipListMap<>();

    /**
     * Adds, replaces or (size 0) removes a slot; returns the slot that was there before.
     *
     * <p>The flags for dirty logging and read-only slots are accepted without effect; EINVAL for others, EEXIST for an overlap.
     */
    Optional<KvmUserspaceMemoryRegion> set(KvmUserspaceMemoryRegion region) {
        long pageMask = Page.SIZE - 1;
        if ((region.flags() & ~KNOWN_FLAGS) != 0
                || region.slot() < 0
                || region.slot() >= MAX_SLOTS
                || ((region.size() | region.guestAddress() | region.userAddress()) & pageMask) != 0
                || region.size() < 0
                || region.guestAddress() < 0
                || region.guestAddress() + region.size() < region.guestAddress()) {
            throw new ErrnoException(Errno.EINVAL, "slot number, flags, alignment or size");
        }
        KvmUserspaceMemoryRegion old = slots.get(region.slot());
        if (region.size() == 0) {
            if (old == null) {
                throw new ErrnoException(Errno.EINVAL, "no slot " + region.slot() + " to remove");
            }
            slots.remove(region.slot());
        } else {
            refuseOverlap(region);
            slots.put(region.slot(), region);
        }
        return Optional.ofNullable(old);
    }

    /** The slot of a guest physical address. */
    Optional<KvmUserspaceMemoryRegion> find(long guestAddress) {
        for (KvmUserspaceMemoryRegion slot : slots.values()) {
            if (guestAddress >= slot.guestAddress() && guestAddress - slot.guestAddress() < slot.size()) {
                return Optional.of(slot);
            }
        }
        return Optional.empty();
    }

    /** The user address behind a guest physical one. */
    Optional<HostVirtual> toUser(GuestPhysical address) {
        return find(address.value()).map(s -> new HostVirtual(s.userAddress() + address.value() - s.guestAddress()));
    }

    private void refuseOverlap(KvmUserspaceMemoryRegion region) {
        for (KvmUserspaceMemoryRegion other : slots.values()) {
            if (other.slot() != region.slot()
                    && region.guestAddress() < other.guestAddress() + other.size()
                    && other.guestAddress() < region.guestAddress() + region.size()) {
                throw new ErrnoException(Errno.EEXIST, "overlaps slot " + other.slot());
            }
        }
    }
}
