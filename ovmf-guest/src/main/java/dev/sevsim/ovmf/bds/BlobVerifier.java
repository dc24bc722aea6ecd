package dev.sevsim.ovmf.bds;

import dev.sevsim.ovmf.dxe.Blob;

/** What the direct-boot file system asks about every blob before it offers it. */
public interface BlobVerifier {
    /**
     * Judges a blob; may not return.
     *
     * @param name {@code kernel}, {@code initrd} or {@code cmdline}
     * @param blob its content
     * @param fetchStatus how fetching it ended
     * @return an EFI status
     */
    long verify(String name, Blob blob, long fetchStatus);
}
