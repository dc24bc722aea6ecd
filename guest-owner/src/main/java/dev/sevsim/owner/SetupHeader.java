package dev.sevsim.owner;

import static dev.sevsim.abi.image.LinuxSetupHeader.CMD_LINE_PTR;
import static dev.sevsim.abi.image.LinuxSetupHeader.HEAP_END_PTR;
import static dev.sevsim.abi.image.LinuxSetupHeader.INITRD_ADDR_MAX;
import static dev.sevsim.abi.image.LinuxSetupHeader.LOADFLAGS;
import static dev.sevsim.abi.image.LinuxSetupHeader.RAMDISK_IMAGE;
import static dev.sevsim.abi.image.LinuxSetupHeader.RAMDISK_SIZE;
import static dev.sevsim.abi.image.LinuxSetupHeader.TYPE_OF_LOADER;
import static dev.sevsim.abi.image.LinuxSetupHeader.VERSION;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.image.LinuxSetupHeader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Kernel files whose setup header a VMM filled in, as a boot loader does, before it hashed them.
 *
 * <p>QEMU leaves the header alone for an SEV guest, so that the hash is that of the file; a VMM that fills it in first
 * measures another file. The values are those that QEMU gives a kernel above 1 MiB: the place of the initrd depends on
 * the guest's memory.
 *
 * <p>Source: docs/reference/ovmf-guest.md section 9.2; fields of the Linux boot protocol
 * (Documentation/arch/x86/boot.rst); project-oak/oak #5059; Dstack-TEE/dstack #1185, which lists the bytes that QEMU
 * changes.
 */
public final class SetupHeader {
    /** A file that is shorter than the fields that QEMU fills in has no setup header. */
    private static final int END = INITRD_ADDR_MAX.offset() + INITRD_ADDR_MAX.width();

    private static final int QEMU = 0xB0;
    private static final int HEAP_END = 0xFE00;
    private static final int COMMAND_LINE = 0x2_0000;
    private static final int FIRST_VERSION_WITH_MAXIMUM = 0x203;
    private static final long OLD_MAXIMUM = 0x37FF_FFFFL;

    /** Bytes at the end of low memory that QEMU keeps free for ACPI tables, by machine version. */
    private static final List<Integer> ACPI_DATA = List.of(0x2_0000, 0x2_8000);

    private static final List<Integer> MEMORY_MIB =
            List.of(128, 256, 384, 512, 768, 1024, 1536, 2048, 2560, 2816, 3072, 3584, 4096);

    private SetupHeader() {}

    /**
     * The kernel as QEMU hands it to a guest without SEV of machine type q35 from version 7.1 on.
     *
     * @param initrdSize bytes of the initrd; 0 for none
     * @param memoryBytes the guest's memory, less than 2 GiB
     * @return empty for a file without setup header, and where the initrd does not fit into memory
     */
    public static Optional<Bytes> filledForPlainGuest(Bytes kernel, int initrdSize, long memoryBytes) {
        ByteBuffer original = kernel.asLittleEndian();
        if (kernel.length() < END || !LinuxSetupHeader.isIn(original)) {
            return Optional.empty();
        }
        if (initrdSize == 0) {
            return Optional.of(filled(kernel, 0, 0));
        }
        long place = place(original, initrdSize, memoryBytes, ACPI_DATA.get(ACPI_DATA.size() - 1));
        return place > 0 ? Optional.of(filled(kernel, (int) place, initrdSize)) : Optional.empty();
    }

    private static long place(ByteBuffer original, int initrdSize, long memoryBytes, int reserved) {
        long last = Math.min(maximum(original), memoryBytes - reserved - 1);
        return last - initrdSize & -Page.SIZE;
    }

    /** The filled-in files, each by the place of its initrd; empty for a file without setup header. */
    static Map<String, Bytes> filled(Bytes kernel, int initrdSize) {
        Map<String, Bytes> files = new LinkedHashMap<>();
        ByteBuffer original = kernel.asLittleEndian();
        if (kernel.length() < END || !LinuxSetupHeader.isIn(original)) {
            return files;
        }
        if (initrdSize == 0) {
            files.put("without an initrd", filled(kernel, 0, 0));
            return files;
        }
        for (int mebibytes : MEMORY_MIB) {
            for (int reserved : ACPI_DATA) {
                long place = place(original, initrdSize, (long) mebibytes << 20, reserved);
                if (place > 0) {
                    files.putIfAbsent(String.format("ramdisk 0x%x", place), filled(kernel, (int) place, initrdSize));
                }
            }
        }
        return files;
    }

    private static long maximum(ByteBuffer header) {
        long named = Integer.toUnsignedLong(INITRD_ADDR_MAX.getU32(header));
        return VERSION.getU16(header) >= FIRST_VERSION_WITH_MAXIMUM && named != 0 ? named : OLD_MAXIMUM;
    }

    private static Bytes filled(Bytes kernel, int ramdisk, int ramdiskSize) {
        byte[] file = kernel.toArray();
        ByteBuffer header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        TYPE_OF_LOADER.putU8(header, QEMU);
        LOADFLAGS.putU8(header, LOADFLAGS.getU8(header) | LinuxSetupHeader.CAN_USE_HEAP);
        RAMDISK_IMAGE.putU32(header, ramdisk);
        RAMDISK_SIZE.putU32(header, ramdiskSize);
        HEAP_END_PTR.putU16(header, HEAP_END);
        CMD_LINE_PTR.putU32(header, COMMAND_LINE);
        return Bytes.copyOf(file);
    }
}
