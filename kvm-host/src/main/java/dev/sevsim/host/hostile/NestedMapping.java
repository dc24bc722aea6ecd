package dev.sevsim.host.hostile;

import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.SystemPhysical;
import java.util.Optional;

/**
 * One VM's nested page table in the hands of a host that redirects pages.
 *
 * <p>What the guest then reads is decided by the encryption alone. Source: docs/reference/kvm-host.md section 6, rows
 * 24 and 25.
 */
public interface NestedMapping {
    /**
     * Points a guest page at a frame of the host's choosing: swap, alias or redirect.
     *
     * @param guestPage any address in the guest's page
     * @param frame any address in the frame
     */
    void remap(GuestPhysical guestPage, SystemPhysical frame);

    /** Takes a redirection away again. */
    void restore(GuestPhysical guestPage);

    /** The frame behind a guest page as the guest would reach it now; empty when no slot holds the page. */
    Optional<SystemPhysical> frameOf(GuestPhysical guestPage);
}
