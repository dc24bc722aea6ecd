package dev.sevsim.ovmf;

/** What the direct-boot file system asks about every blob before it offers it. */
interface BlobVerifier {
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
