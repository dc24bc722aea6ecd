package dev.sevsim.abi.device;

/**
 * Keys of the fw_cfg items of a direct boot and of the file directory, and the form of the directory's entries.
 *
 * <p>Source: QEMU documentation {@code docs/specs/fw_cfg.rst}; docs/reference/ovmf-guest.md section 10.
 */
public final class FwCfgKeys {
    /** u16, number of vCPUs. */
    public static final int CPU_COUNT = 0x05;

    /** u32 bytes of {@link #KERNEL_DATA}. */
    public static final int KERNEL_SIZE = 0x08;

    /** u32 bytes of {@link #INITRD_DATA}. */
    public static final int INITRD_SIZE = 0x0B;

    /** The kernel without its setup part. */
    public static final int KERNEL_DATA = 0x11;

    /** The initrd. */
    public static final int INITRD_DATA = 0x12;

    /** u32 bytes of {@link #COMMAND_LINE_DATA}. */
    public static final int COMMAND_LINE_SIZE = 0x14;

    /** The command line with its NUL. */
    public static final int COMMAND_LINE_DATA = 0x15;

    /** u32 bytes of {@link #SETUP_DATA}. */
    public static final int SETUP_SIZE = 0x17;

    /** The kernel's setup part. */
    public static final int SETUP_DATA = 0x18;

    /** u32 big-endian number of entries, then the entries. */
    public static final int FILE_DIRECTORY = 0x19;

    /** Bytes of a directory entry: u32 size, u16 key, u16 reserved, all big-endian, and the name. */
    public static final int FILE_ENTRY_SIZE = 8 + 56;

    /** Offset of the name in a directory entry. */
    public static final int FILE_NAME_OFFSET = 8;

    private FwCfgKeys() {}
}
