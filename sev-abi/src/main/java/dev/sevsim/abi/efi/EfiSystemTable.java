package dev.sevsim.abi.efi;

import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

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
@Struct(
        size = 0x78,
        direction = OUT,
        reserved = {@Reserved(at = 0x14, size = 4), @Reserved(at = 0x24, size = 4)})
public record EfiSystemTable(
        @Wire(at = 0x00, name = "Signature") long signature,
        @Wire(at = 0x08, name = "Revision") int revision,
        @Wire(at = 0x0C, name = "HeaderSize") int headerSize,
        @Wire(at = 0x10, name = "CRC32") int crc32,
        @Wire(at = 0x18, name = "FirmwareVendor") long firmwareVendor,
        @Wire(at = 0x20, name = "FirmwareRevision") int firmwareRevision,
        @Wire(at = 0x28, name = "ConsoleInHandle") long consoleInHandle,
        @Wire(at = 0x30, name = "ConIn") long consoleIn,
        @Wire(at = 0x38, name = "ConsoleOutHandle") long consoleOutHandle,
        @Wire(at = 0x40, name = "ConOut") long consoleOut,
        @Wire(at = 0x48, name = "StandardErrorHandle") long standardErrorHandle,
        @Wire(at = 0x50, name = "StdErr") long standardError,
        @Wire(at = 0x58, name = "RuntimeServices") long runtimeServices,
        @Wire(at = 0x60, name = "BootServices") long bootServices,
        @Wire(at = 0x68, name = "NumberOfTableEntries") long tableEntries,
        @Wire(at = 0x70, name = "ConfigurationTable") long configurationTable)
        implements EfiSystemTableWire {
    /** {@code IBI SYST}. */
    public static final long SIGNATURE = 0x5453595320494249L;

    /** Returns a copy with the CRC of its bytes. */
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
