package dev.sevsim.bus.memory;

/** Guest-physical to system-physical by 4 KiB page; owned by the hypervisor, walked by the CPU at every guest access. */
@FunctionalInterface
public interface NestedPageTable {
    /** No mapping: the access makes a nested page fault. */
    long NOT_PRESENT = -1;

    /**
     * The system physical page address (low twelve bits zero) for a guest physical page address, or {@link #NOT_PRESENT}.
     */
    long translate(long guestPhysicalPage);
}
