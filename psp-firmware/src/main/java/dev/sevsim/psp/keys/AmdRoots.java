package dev.sevsim.psp.keys;

/**
 * The simulated root and signing keys of each generation; each root's key id starts like AMD's for that generation.
 *
 * <p>Source: docs/reference/sev-firmware-api.md sections 4.1 and 6.7.
 */
public enum AmdRoots {
    /** RSA-2048 with SHA-256. */
    NAPLES("naples", 64 << 10),
    /** RSA-4096 with SHA-384, as all after it. */
    ROME("rome", 64 << 10),
    MILAN("milan", 128 << 10),
    GENOA("genoa", 128 << 10);

    private final String folder;
    private final int largestImage;

    AmdRoots(String folder, int largestImage) {
        this.folder = folder;
        this.largestImage = largestImage;
    }

    /** Bytes of the largest firmware image; the limit of the newest generation is our choice. */
    public int largestImage() {
        return largestImage;
    }

    /** Where this generation's resources are. */
    String resource(String name) {
        return folder + "/" + name;
    }
}
