package dev.sevsim.abi.efi;

import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * EFI_CONFIGURATION_TABLE: one vendor table.
 *
 * <p>Source: docs/reference/ovmf-guest.md section 8.3.
 *
 * @param vendorGuid wire bytes of the GUID
 * @param vendorTable pointer
 */
public record EfiConfigurationTable(Bytes vendorGuid, long vendorTable) {
    private static final StructLayout L = new StructLayout("EfiConfigurationTable");
    private static final Field VENDOR_GUID = L.bytes(0x00, 16, "VendorGuid", OUT);
    private static final Field VENDOR_TABLE = L.u64(0x10, "VendorTable", OUT);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x18);

    /** Bytes on the wire. */
    public static final int SIZE = 0x18;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static EfiConfigurationTable decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new EfiConfigurationTable(VENDOR_GUID.getBytes(b), VENDOR_TABLE.getU64(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        VENDOR_GUID.putBytes(b, vendorGuid);
        VENDOR_TABLE.putU64(b, vendorTable);
        return LAYOUT.finish(b);
    }

    /** The vendor GUID. */
    public Guid guid() {
        return Guid.fromWire(vendorGuid.toArray(), 0);
    }

    /** An entry for a GUID. */
    public static EfiConfigurationTable of(Guid guid, long vendorTable) {
        return new EfiConfigurationTable(guid.toWire(), vendorTable);
    }
}
