package dev.sevsim.ovmf.image;

/**
 * What the code of a release does differently from that of others.
 *
 * <p>Source: docs/reference/ovmf-guest.md sections 6, 7, 9.5, 10, 11.3 and 12.
 *
 * @param secretPage how the secret's page is kept
 * @param secretPointer type of memory of the secret's published location
 * @param blobVerification what happens to a kernel that does not match
 * @param directBoot whether, and how, a kernel is taken from fw_cfg
 * @param initrdOption where the kernel's command line names the initrd
 * @param tableEncryption which page-table entries carry the C-bit
 * @param bootManager what is printed when nothing boots
 */
public record ReleaseBehaviour(
        SecretPageRule secretPage,
        SecretPointer secretPointer,
        BlobVerification blobVerification,
        DirectBootRule directBoot,
        InitrdOption initrdOption,
        TableEncryption tableEncryption,
        BootManager bootManager) {

    /** Where the 16 bytes of the configuration table lie. Source: docs/reference/ovmf-guest.md section 7. */
    public enum SecretPointer {
        /** Before 202302: in the driver's own data, free for the operating system after boot services. */
        DRIVER_DATA,
        /** Since 202302: in pool of type ACPI reclaim. */
        ACPI_RECLAIM
    }

    /** How a kernel comes from fw_cfg. Source: docs/reference/ovmf-guest.md sections 10 and 12. */
    public enum DirectBootRule {
        /**
         * Before 202108 GRUB is the only boot option. The reference names the commit that added direct boot without a
         * tag; that it came together with the kernel hashes is our choice.
         */
        NONE,
        /** Part sizes are added in 32 bits and may wrap. */
        SUM_OF_32_BITS,
        /** After 2026-05: a sum of more than 32 bits is an invalid parameter. */
        SUM_OF_64_BITS
    }

    /**
     * Where {@code initrd=initrd} stands in the command line that the kernel gets. Source: tianocore/edk2 pull request
     * 11115 of 2025-05; 202508 is the first stable tag after it.
     */
    public enum InitrdOption {
        /** Before 202508: last, and so an argument of init where the command line has {@code --}. */
        LAST,
        /** Since 202508. */
        FIRST
    }

    /** Which entries of the page tables have the C-bit. Source: docs/reference/ovmf-guest.md section 11.3. */
    public enum TableEncryption {
        /** Before 202405. */
        EVERY_ENTRY,
        /** Since 202405. */
        LEAVES
    }

    /**
     * Who looks for something to boot. Source: docs/reference/ovmf-guest.md section 12; 202308 as the first with the
     * common one is our choice.
     */
    public enum BootManager {
        /** A boot manager of AmdSev's own: asserts and loops. */
        GRUB_ONLY,
        /** The common one: prints that no option was found and loops. */
        COMMON
    }
}
