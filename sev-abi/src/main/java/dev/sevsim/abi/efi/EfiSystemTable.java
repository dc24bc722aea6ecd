package dev.sevsim.abi.efi;

import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * EFI_SYSTEM_TABLE, 64-bit.
 *
 * <p>The CRC in the header is over these bytes with the CRC field zero.
 *
 * <p>Source: docs/reference/ovmf-guest.md section 8.2.
 *
 * @param signature {@code IBI SYST}
 * @param revision 0x00020046 for 2.70
 * @param headerSize bytes the CRC covers
 * @param crc32 of the table
 * @param firmwareVendor pointer to UTF-16 text
 * @param firmwareRevision 0x00010000
 * @param consoleInHandle handle
 * @param consoleIn protocol
 * @param consoleOutHandle handle
 * @param consoleOut protocol
 * @param standardErrorHandle handle
 * @param standardError protocol
 * @param runtimeServices table
 * @param bootServices table; zero after ExitBootServices
 * @param tableEntries configuration tables
 * @param configurationTable array of {@link EfiConfigurationTable}
 */
public record EfiSystemTable(
        long signature,
        int revision,
        int headerSize,
        int crc32,
        long firmwareVendor,
        int firmwareRevision,
        long consoleInHandle,
        long consoleIn,
        long consoleOutHandle,
        long consoleOut,
        long standardErrorHandle,
        long standardError,
        long runtimeServices,
        long bootServices,
        long tableEntries,
        long configurationTable) {
    private static final StructLayout L = new StructLayout("EfiSystemTable");
    private static final Field SIGNATURE_FIELD = L.u64(0x00, "Signature", OUT);
    private static final Field REVISION = L.u32(0x08, "Revision", OUT);
    private static final Field HEADER_SIZE = L.u32(0x0C, "HeaderSize", OUT);
    private static final Field CRC32 = L.u32(0x10, "CRC32", OUT);

    static {
        L.reserved(0x14, 4);
    }

    private static final Field FIRMWARE_VENDOR = L.u64(0x18, "FirmwareVendor", OUT);
    private static final Field FIRMWARE_REVISION = L.u32(0x20, "FirmwareRevision", OUT);

    static {
        L.reserved(0x24, 4);
    }

    private static final Field CONSOLE_IN_HANDLE = L.u64(0x28, "ConsoleInHandle", OUT);
    private static final Field CONSOLE_IN = L.u64(0x30, "ConIn", OUT);
    private static final Field CONSOLE_OUT_HANDLE = L.u64(0x38, "ConsoleOutHandle", OUT);
    private static final Field CONSOLE_OUT = L.u64(0x40, "ConOut", OUT);
    private static final Field STANDARD_ERROR_HANDLE = L.u64(0x48, "StandardErrorHandle", OUT);
    private static final Field STANDARD_ERROR = L.u64(0x50, "StdErr", OUT);
    private static final Field RUNTIME_SERVICES = L.u64(0x58, "RuntimeServices", OUT);
    private static final Field BOOT_SERVICES = L.u64(0x60, "BootServices", OUT);
    private static final Field TABLE_ENTRIES = L.u64(0x68, "NumberOfTableEntries", OUT);
    private static final Field CONFIGURATION_TABLE = L.u64(0x70, "ConfigurationTable", OUT);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x78);

    /** Bytes on the wire. */
    public static final int SIZE = 0x78;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static EfiSystemTable decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new EfiSystemTable(
                SIGNATURE_FIELD.getU64(b),
                REVISION.getU32(b),
                HEADER_SIZE.getU32(b),
                CRC32.getU32(b),
                FIRMWARE_VENDOR.getU64(b),
                FIRMWARE_REVISION.getU32(b),
                CONSOLE_IN_HANDLE.getU64(b),
                CONSOLE_IN.getU64(b),
                CONSOLE_OUT_HANDLE.getU64(b),
                CONSOLE_OUT.getU64(b),
                STANDARD_ERROR_HANDLE.getU64(b),
                STANDARD_ERROR.getU64(b),
                RUNTIME_SERVICES.getU64(b),
                BOOT_SERVICES.getU64(b),
                TABLE_ENTRIES.getU64(b),
                CONFIGURATION_TABLE.getU64(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        SIGNATURE_FIELD.putU64(b, signature);
        REVISION.putU32(b, revision);
        HEADER_SIZE.putU32(b, headerSize);
        CRC32.putU32(b, crc32);
        FIRMWARE_VENDOR.putU64(b, firmwareVendor);
        FIRMWARE_REVISION.putU32(b, firmwareRevision);
        CONSOLE_IN_HANDLE.putU64(b, consoleInHandle);
        CONSOLE_IN.putU64(b, consoleIn);
        CONSOLE_OUT_HANDLE.putU64(b, consoleOutHandle);
        CONSOLE_OUT.putU64(b, consoleOut);
        STANDARD_ERROR_HANDLE.putU64(b, standardErrorHandle);
        STANDARD_ERROR.putU64(b, standardError);
        RUNTIME_SERVICES.putU64(b, runtimeServices);
        BOOT_SERVICES.putU64(b, bootServices);
        TABLE_ENTRIES.putU64(b, tableEntries);
        CONFIGURATION_TABLE.putU64(b, configurationTable);
        return LAYOUT.finish(b);
    }

    /** {@code IBI SYST}. */
    public static final long SIGNATURE = 0x5453595320494249L;

    /** This with the CRC that its bytes call for. */
    public EfiSystemTable withCrc() {
        java.util.zip.CRC32 crc = new java.util.zip.CRC32();
        crc.update(withCrc32(0).encode().toArray());
        return withCrc32((int) crc.getValue());
    }

    private EfiSystemTable withCrc32(int value) {
        return new EfiSystemTable(
                signature,
                revision,
                headerSize,
                value,
                firmwareVendor,
                firmwareRevision,
                consoleInHandle,
                consoleIn,
                consoleOutHandle,
                consoleOut,
                standardErrorHandle,
                standardError,
                runtimeServices,
                bootServices,
                tableEntries,
                configurationTable);
    }
}
