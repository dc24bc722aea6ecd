package dev.sevsim.abi.efi;

import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;
import java.util.zip.CRC32;

/**
 * EFI_TABLE_HEADER, which the system table and both service tables begin with.
 *
 * <p>Source: docs/reference/ovmf-guest.md section 8.1.
 *
 * @param signature eight ASCII characters
 * @param revision 0x00020046 for 2.70
 * @param headerSize bytes that the CRC covers
 * @param crc32 of those bytes with this field zero
 */
@Struct(size = 0x18, direction = OUT, reserved = @Reserved(at = 0x14, size = 4))
public record EfiTableHeader(
        @Wire(at = 0x00, name = "Signature") long signature,
        @Wire(at = 0x08, name = "Revision") int revision,
        @Wire(at = 0x0C, name = "HeaderSize") int headerSize,
        @Wire(at = 0x10, name = "CRC32") int crc32)
        implements EfiTableHeaderWire {
    /** Revision 2.70. */
    public static final int REVISION_2_70 = 0x0002_0046;

    /** A whole table: this header with the CRC that header and body call for, and the body. */
    public Bytes seal(Bytes body) {
        CRC32 crc = new CRC32();
        crc.update(
                new EfiTableHeader(signature, revision, headerSize, 0).encode().toArray());
        crc.update(body.toArray());
        EfiTableHeader sealed = new EfiTableHeader(signature, revision, headerSize, (int) crc.getValue());
        return Bytes.concat(sealed.encode(), body);
    }
}
