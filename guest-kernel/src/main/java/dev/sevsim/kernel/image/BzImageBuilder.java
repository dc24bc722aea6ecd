package dev.sevsim.kernel.image;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.image.LinuxSetupHeader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Builds a bzImage: boot sector with MZ and PE headers, setup header, two sections whose file offsets are their
 * addresses.
 *
 * <p>Source: Linux {@code Documentation/x86/boot.rst}; Microsoft PE format specification.
 */
public final class BzImageBuilder {
    private static final int SECTOR = 512;
    private static final int SETUP_SECTORS = 7;
    private static final int SETUP_SIZE = (SETUP_SECTORS + 1) * SECTOR;
    private static final int TEXT_SIZE = 0x2000;
    private static final int IMAGE_SIZE = SETUP_SIZE + TEXT_SIZE;
    private static final int PE_HEADER = 0x80;
    private static final int OPTIONAL_HEADER_SIZE = 0xA0;
    private static final int VERSION_OFFSET = 0x600;
    private static final int VERSION_BIAS = 0x200;
    private static final int ENTRY = SETUP_SIZE;

    /** mov rax, EFI_UNSUPPORTED; ret: what a processor that runs this for real gets. */
    private static final Bytes ENTRY_CODE = Bytes.fromHex("48b80300000000000080c3");

    private final String version;

    /** {@code version} is what the setup header's kernel_version points to. */
    public BzImageBuilder(String version) {
        this.version = version;
    }

    /** The image; equal versions give equal bytes. */
    public Bytes build() {
        ByteBuffer image = ByteBuffer.allocate(IMAGE_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        image.put(0, new byte[] {'M', 'Z'}).putInt(0x3C, PE_HEADER);
        putPeHeader(image);
        putSetupHeader(image);
        image.put(VERSION_OFFSET, version.getBytes(StandardCharsets.US_ASCII));
        image.put(ENTRY, ENTRY_CODE.toArray());
        image.put(ENTRY + 0x20, "sevsim: a modelled kernel, not one to run".getBytes(StandardCharsets.US_ASCII));
        byte[] raw = new byte[IMAGE_SIZE];
        image.get(0, raw);
        return Bytes.copyOf(raw);
    }

    private static void putPeHeader(ByteBuffer image) {
        image.position(PE_HEADER);
        image.put(new byte[] {'P', 'E', 0, 0});
        image.putShort((short) 0x8664).putShort((short) 2); // machine, sections
        image.putInt(0).putInt(0).putInt(0); // time, symbols
        image.putShort((short) OPTIONAL_HEADER_SIZE).putShort((short) 0x0206); // executable, no lines, no debug
        image.putShort((short) 0x20B).put((byte) 2).put((byte) 0x14); // PE32+
        image.putInt(TEXT_SIZE).putInt(0).putInt(0); // code, data, bss
        image.putInt(ENTRY).putInt(SECTOR); // entry, base of code
        image.putLong(0); // image base
        image.putInt(SECTOR).putInt(SECTOR); // section and file alignment
        image.putInt(0); // operating system version
        image.putShort((short) 1).putShort((short) 0); // image version: LoadFile2 initrd
        image.putInt(0).putInt(0); // subsystem version, reserved
        image.putInt(IMAGE_SIZE).putInt(SECTOR).putInt(0); // size of image, of headers, checksum
        image.putShort((short) 10).putShort((short) 0); // EFI application
        image.putLong(0).putLong(0).putLong(0).putLong(0); // stack and heap
        image.putInt(0).putInt(6); // loader flags, directories
        image.position(PE_HEADER + 4 + 20 + OPTIONAL_HEADER_SIZE);
        putSection(image, ".setup", SECTOR, SETUP_SIZE - SECTOR, 0x60500020);
        putSection(image, ".text", SETUP_SIZE, TEXT_SIZE, 0x60500020);
        image.clear();
    }

    private static void putSection(ByteBuffer image, String name, int address, int size, int characteristics) {
        byte[] label = new byte[8];
        byte[] text = name.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, label, 0, text.length);
        image.put(label).putInt(size).putInt(address).putInt(size).putInt(address);
        image.putInt(0).putInt(0).putInt(0).putInt(characteristics);
    }

    private static void putSetupHeader(ByteBuffer image) {
        LinuxSetupHeader.SETUP_SECTS.putU8(image, SETUP_SECTORS);
        LinuxSetupHeader.ROOT_FLAGS.putU16(image, 1); // mounted read-only
        LinuxSetupHeader.SYSSIZE.putU32(image, TEXT_SIZE / 16);
        LinuxSetupHeader.VID_MODE.putU16(image, 0xFFFF);
        LinuxSetupHeader.BOOT_FLAG.putU16(image, 0xAA55);
        LinuxSetupHeader.JUMP.putU16(image, 0x6AEB); // behind the header
        LinuxSetupHeader.HEADER.putU32(image, LinuxSetupHeader.MAGIC);
        LinuxSetupHeader.VERSION.putU16(image, 0x020F);
        LinuxSetupHeader.KERNEL_VERSION.putU16(image, VERSION_OFFSET - VERSION_BIAS);
        LinuxSetupHeader.LOADFLAGS.putU8(image, LinuxSetupHeader.LOADED_HIGH);
        LinuxSetupHeader.CODE32_START.putU32(image, 0x100000);
        LinuxSetupHeader.INITRD_ADDR_MAX.putU32(image, 0x7FFFFFFF);
        LinuxSetupHeader.KERNEL_ALIGNMENT.putU32(image, 0x200000);
        LinuxSetupHeader.RELOCATABLE_KERNEL.putU8(image, 1);
        LinuxSetupHeader.MIN_ALIGNMENT.putU8(image, 21);
        LinuxSetupHeader.XLOADFLAGS.putU16(image, 0x03); // 64-bit entry, loadable above 4 GiB
        LinuxSetupHeader.CMDLINE_SIZE.putU32(image, 2047);
        LinuxSetupHeader.PREF_ADDRESS.putU64(image, 0x1000000);
        LinuxSetupHeader.INIT_SIZE.putU32(image, IMAGE_SIZE);
    }
}
