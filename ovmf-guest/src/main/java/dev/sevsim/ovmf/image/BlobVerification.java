package dev.sevsim.ovmf.image;

/**
 * What a release's blob verifier does about a blob that it cannot approve.
 *
 * <p>Source: docs/reference/ovmf-guest.md section 9.5.
 */
public enum BlobVerification {
    /**
     * Before 202408: every failure, a missing table entry included, is EFI_ACCESS_DENIED and boot continues without the
     * blob.
     */
    DENY,
    /** Since 202408: a wrong digest, a failed fetch or an unknown name hangs the guest; an unlisted blob passes. */
    HANG
}
