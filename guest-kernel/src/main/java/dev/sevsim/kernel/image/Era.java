package dev.sevsim.kernel.image;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A generation of the kernel's interface for launch secrets: the first complete patch series, the one before the path
 * was changed, and what was merged.
 *
 * <p>A kernel belongs to the era that the release in its own image names; what names none is {@link #FINAL}. The
 * releases are our choice: those of the mainline kernels that the series were written for. Source:
 * docs/reference/guest-kernel.md section 8.
 */
public enum Era {
    /** Series of October 2021: the stub copies the secrets, and {@code sev_secret} is loaded by hand. */
    V2("5.15.0-sevsim-v2", "sev_secret", "coco/sev_secret"),
    /** Series of February 2022: the firmware's page stays in place and the kernel loads {@code efi_secret}. */
    V7("5.17.0-sevsim-v7", "efi_secret", "coco/efi_secret"),
    /** Linux 5.19 and later: a platform device, and {@code secrets/coco}. */
    FINAL("6.1.0-sevsim", "efi_secret", "secrets/coco");

    private static final String OWN_BUILD = "-sevsim-";

    private final String release;
    private final String module;
    private final String directory;

    Era(String release, String module, String directory) {
        this.release = release;
        this.module = module;
        this.directory = directory;
    }

    /** The era that a user names; empty for an unknown one. */
    public static Optional<Era> fromLabel(String label) {
        return Arrays.stream(values()).filter(era -> era.label().equals(label)).findFirst();
    }

    /** The era of a kernel by its release, {@code uname -r}. */
    public static Era ofRelease(String release) {
        return Arrays.stream(values())
                .filter(era -> release.endsWith(OWN_BUILD + era.label()))
                .findFirst()
                .orElse(FINAL);
    }

    /** How a user names it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Release of the kernel that is built in for it. */
    public String release() {
        return release;
    }

    /** Name of the module. */
    public String module() {
        return module;
    }

    /** The secrets' directory, from the root of securityfs. */
    public String directory() {
        return directory;
    }
}
