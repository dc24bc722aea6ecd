package dev.sevsim.ovmf.sec;

import dev.sevsim.bus.memory.Encryption;

/**
 * What the reset vector found out about memory encryption.
 *
 * <p>Source: docs/reference/ovmf-guest.md section 11.2.
 *
 * @param statusMsr value of MSR 0xC0010131; 0 when the guest is not an SEV guest
 * @param cBitPosition bit of a page-table entry that makes a page private; 0 without SEV
 * @param cacheCoherent whether a change of the C-bit needs no cache flush
 */
public record SevState(long statusMsr, int cBitPosition, boolean cacheCoherent) {
    private static final int SEV = 1;
    private static final int SEV_ES = 1 << 1;

    public boolean active() {
        return (statusMsr & SEV) != 0;
    }

    public boolean encryptedState() {
        return (statusMsr & SEV_ES) != 0;
    }

    /** The C-bit as a mask; zero without SEV. */
    public long encryptionMask() {
        return active() ? 1L << cBitPosition : 0;
    }

    public Encryption privatePages() {
        return active() ? Encryption.ENCRYPTED : Encryption.PLAIN;
    }
}
