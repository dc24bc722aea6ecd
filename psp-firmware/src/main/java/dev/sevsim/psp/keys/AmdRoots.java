package dev.sevsim.psp.keys;

/**
 * The simulated root and signing keys of each generation; each root's key id starts like AMD's for that generation.
 *
 * <p>Source: sev-firmware-api.md section 6.7.
 */
public enum AmdRoots {
    /** RSA-2048 with SHA-256. */
    NAPLES("naples"),
    /** RSA-4096 with SHA-384, as all after it. */
    ROME("rome"),
    MILAN("milan"),
    GENOA("genoa");

    private final String folder;

    AmdRoots(String folder) {
        this.folder = folder;
    }

    /** Where this generation's resources are. */
    String resource(String name) {
        return folder + "/" + name;
    }
}
