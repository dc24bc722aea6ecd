package dev.sevsim.bus.memory;

/** Guest-physical to system-physical by 4 KiB page; owned by the hypervisor, walked by the CPU at every guest access. */
@FunctionalInterface
public interface NestedPageTable {
    /** No mapping: the access makes a nested page fault. */
    long NOT_PRESENT = -1;

    /** Answer of {@link #changes} for a table that counts no changes. */
    long UNCOUNTED = -1;

    /**
     * The system physical page address (low twelve bits zero) for a guest physical page address, or {@link #NOT_PRESENT}.
     */
    long translate(long guestPhysicalPage);

    /**
     * What {@link #translate} answers after the nested page fault that an access would make: an instruction fetch ends up
     * there. Asking changes nothing.
     */
    default long reach(long guestPhysicalPage) {
        return translate(guestPhysicalPage);
    }

    /** A number that changes when {@link #reach} may answer otherwise than before; {@link #UNCOUNTED} for none. */
    default long changes() {
        return UNCOUNTED;
    }
}
