package dev.sevsim.abi.efi;

import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Wire;

/**
 * EFI_CONFIGURATION_TABLE: one vendor table.
 *
 * <p>Source: docs/reference/ovmf-guest.md section 8.3.
 *
 * @param vendorGuid wire bytes of the GUID
 * @param vendorTable pointer
 */
@Struct(size = 0x18, direction = OUT)
public record EfiConfigurationTable(
        @Wire(at = 0x00, size = 16, name = "VendorGuid") Bytes vendorGuid,
        @Wire(at = 0x10, name = "VendorTable") long vendorTable)
        implements EfiConfigurationTableWire {
    /** The vendor GUID. */
    public Guid guid() {
        return Guid.fromWire(vendorGuid.toArray(), 0);
    }

    /** An entry for a GUID. */
    public static EfiConfigurationTable of(Guid guid, long vendorTable) {
        return new EfiConfigurationTable(guid.toWire(), vendorTable);
    }
}
