package dev.sevsim.abi.efi;

/**
 * Offsets of the function pointers in EFI_BOOT_SERVICES, 64-bit.
 *
 * <p>Arguments follow the UEFI specification's order, pointers as guest physical addresses. Source: UEFI Specification
 * 2.10 section 4.4.
 */
public final class EfiBootServices {
    /** {@code BOOTSERV}. */
    public static final long SIGNATURE = 0x56524553544f4f42L;

    public static final int ALLOCATE_PAGES = 0x28;
    public static final int FREE_PAGES = 0x30;
    public static final int GET_MEMORY_MAP = 0x38;
    public static final int ALLOCATE_POOL = 0x40;
    public static final int FREE_POOL = 0x48;
    public static final int HANDLE_PROTOCOL = 0x98;
    public static final int INSTALL_CONFIGURATION_TABLE = 0xC0;
    public static final int EXIT = 0xD8;
    public static final int EXIT_BOOT_SERVICES = 0xE8;
    public static final int LOCATE_PROTOCOL = 0x140;

    /** Bytes of the whole table. */
    public static final int SIZE = 0x178;

    private EfiBootServices() {}
}
