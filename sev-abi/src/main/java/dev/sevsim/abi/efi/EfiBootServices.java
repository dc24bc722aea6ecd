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

    /** Offset of the first pointer: the table header lies before it. */
    private static final int FIRST = EfiTableHeader.SIZE;

    public static final int ALLOCATE_PAGES = FIRST + 2 * Long.BYTES;
    public static final int FREE_PAGES = FIRST + 3 * Long.BYTES;
    public static final int GET_MEMORY_MAP = FIRST + 4 * Long.BYTES;
    public static final int ALLOCATE_POOL = FIRST + 5 * Long.BYTES;
    public static final int FREE_POOL = FIRST + 6 * Long.BYTES;
    public static final int HANDLE_PROTOCOL = FIRST + 16 * Long.BYTES;
    public static final int INSTALL_CONFIGURATION_TABLE = FIRST + 21 * Long.BYTES;
    public static final int EXIT = FIRST + 24 * Long.BYTES;
    public static final int EXIT_BOOT_SERVICES = FIRST + 26 * Long.BYTES;
    public static final int LOCATE_PROTOCOL = FIRST + 37 * Long.BYTES;

    /** Bytes of the whole table. */
    public static final int SIZE = FIRST + 44 * Long.BYTES;

    private EfiBootServices() {}
}
