package dev.sevsim.host;

import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.host.kvm.NestedPages;
import java.util.Optional;

/**
 * One VM's nested page table, for a malicious host that redirects pages.
 *
 * <p>Contents that the guest reads afterwards are decided by the encryption alone. Source: docs/reference/kvm-host.md
 * section 6, rows 24 and 25.
 */
public final class NestedMapping {
    private final NestedPages pages;

    NestedMapping(NestedPages pages) {
        this.pages = pages;
    }

    /** Number of the table, as a vCPU entry names it. */
    public long nestedCr3() {
        return pages.nestedCr3();
    }

    /**
     * Maps a guest page to a frame of the host's choice: swap, alias or redirection.
     *
     * @param guestPage any address in the guest's page
     * @param frame any address in the frame
     */
    public void remap(GuestPhysical guestPage, SystemPhysical frame) {
        pages.remap(guestPage, frame);
    }

    /** Removes the redirection of a guest page. */
    public void restore(GuestPhysical guestPage) {
        pages.restore(guestPage);
    }

    /** Guest physical address of the first byte of the memory slot that holds an address; empty without one. */
    public Optional<GuestPhysical> slotStart(GuestPhysical address) {
        return pages.slotStart(address);
    }

    /** The frame behind a guest page as the guest reaches it; empty when no slot holds the page. */
    public Optional<SystemPhysical> frameOf(GuestPhysical guestPage) {
        return pages.frameOf(guestPage);
    }
}
