package dev.sevsim.bus.cpu;

/**
 * A phase of a guest's boot that its observer can tell, under the name that OVMF, GRUB or Linux has for it.
 *
 * <p>Source: docs/reference/ovmf-guest.md sections 5 to 12; docs/reference/guest-kernel.md sections 2, 5 and 10.
 */
public enum BootPhase {
    /** OVMF's reset vector: it finds out about SEV and makes the first page tables. */
    RESET_VECTOR("ResetVector"),
    /** PEI reserves the page of the launch secret. */
    SECRET_PEI("SecretPei"),
    /** DXE publishes the area of the launch secret in the configuration table. */
    SECRET_DXE("SecretDxe"),
    /** A blob of direct boot is fetched and compared with its measured hash; once for each. */
    BLOB_VERIFIER("BlobVerifier"),
    /** GRUB takes the passphrase out of the launch secrets, opens the encrypted volume with it and wipes it. */
    CRYPTOMOUNT("cryptomount"),
    /** Firmware starts a kernel. */
    START_IMAGE("StartImage"),
    /** The kernel's stub ends the firmware's boot services; ended when they are gone. */
    EXIT_BOOT_SERVICES("ExitBootServices"),
    /** The kernel boots, from its entry to the start of init. */
    START_KERNEL("start_kernel"),
    /** The module of launch secrets reads them and makes their files; in every era. */
    EFI_SECRET_PROBE("efi_secret.probe"),
    /** The shell waits for a line: from its prompt until the line is there; once for each line. */
    SHELL("shell");

    private final String label;

    BootPhase(String label) {
        this.label = label;
    }

    /** The name in points and traces. */
    public String label() {
        return label;
    }
}
