package dev.sevsim.abi.image;

import static dev.sevsim.abi.layout.Direction.IN;

import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * Fields of the setup header of a bzImage, at their offsets from the start of the file and of {@code boot_params}.
 *
 * <p>All numbers are little-endian. The header ends where the jump instruction at its offset 0x200 leads; a later boot
 * protocol has more fields. Source: Linux {@code Documentation/arch/x86/boot.rst}, whose names the fields have.
 */
public final class LinuxSetupHeader {
    /** Offset of the header. */
    public static final int START = 0x1F1;

    /** {@code HdrS} as a 32-bit number: value of {@link #HEADER} in every Linux image. */
    public static final int MAGIC = 0x5372_6448;

    /** Bit of {@link #LOADFLAGS}: the protected-mode code belongs at 0x100000. */
    public static final int LOADED_HIGH = 1;

    /** Bit of {@link #LOADFLAGS}, set by the loader: {@link #HEAP_END_PTR} is valid. */
    public static final int CAN_USE_HEAP = 1 << 7;

    private static final StructLayout L = StructLayout.sparse("setup_header");

    /** 512-byte sectors of real-mode code behind the first one. */
    public static final Field SETUP_SECTS = L.u8(START, "setup_sects", IN);

    public static final Field ROOT_FLAGS = L.u16(0x1F2, "root_flags", IN);

    /** Size of the protected-mode code in units of 16 bytes. */
    public static final Field SYSSIZE = L.u32(0x1F4, "syssize", IN);

    public static final Field VID_MODE = L.u16(0x1FA, "vid_mode", IN);
    public static final Field BOOT_FLAG = L.u16(0x1FE, "boot_flag", IN);

    /** A short jump: its second byte is the distance from {@link #HEADER} to the end of the header. */
    public static final Field JUMP = L.u16(0x200, "jump", IN);

    public static final Field HEADER = L.u32(0x202, "header", IN);

    /** Boot protocol, the major version in the high byte. */
    public static final Field VERSION = L.u16(0x206, "version", IN);

    /** Offset of the version text, less 0x200; 0 for none. */
    public static final Field KERNEL_VERSION = L.u16(0x20E, "kernel_version", IN);

    public static final Field TYPE_OF_LOADER = L.u8(0x210, "type_of_loader", IN);
    public static final Field LOADFLAGS = L.u8(0x211, "loadflags", IN);
    public static final Field CODE32_START = L.u32(0x214, "code32_start", IN);
    public static final Field RAMDISK_IMAGE = L.u32(0x218, "ramdisk_image", IN);
    public static final Field RAMDISK_SIZE = L.u32(0x21C, "ramdisk_size", IN);
    public static final Field HEAP_END_PTR = L.u16(0x224, "heap_end_ptr", IN);
    public static final Field CMD_LINE_PTR = L.u32(0x228, "cmd_line_ptr", IN);

    /** Highest address that the initrd may occupy; from protocol 2.03 on. */
    public static final Field INITRD_ADDR_MAX = L.u32(0x22C, "initrd_addr_max", IN);

    public static final Field KERNEL_ALIGNMENT = L.u32(0x230, "kernel_alignment", IN);
    public static final Field RELOCATABLE_KERNEL = L.u8(0x234, "relocatable_kernel", IN);

    /** As a power of two. */
    public static final Field MIN_ALIGNMENT = L.u8(0x235, "min_alignment", IN);

    public static final Field XLOADFLAGS = L.u16(0x236, "xloadflags", IN);

    /** Longest command line, without its NUL. */
    public static final Field CMDLINE_SIZE = L.u32(0x238, "cmdline_size", IN);

    public static final Field PREF_ADDRESS = L.u64(0x258, "pref_address", IN);

    /** Bytes of memory that the kernel needs from its load address on. */
    public static final Field INIT_SIZE = L.u32(0x260, "init_size", IN);

    private LinuxSetupHeader() {}

    /** Whether a little-endian view of a file has a setup header. */
    public static boolean isIn(ByteBuffer file) {
        return file.limit() >= HEADER.offset() + HEADER.width() && HEADER.getU32(file) == MAGIC;
    }
}
