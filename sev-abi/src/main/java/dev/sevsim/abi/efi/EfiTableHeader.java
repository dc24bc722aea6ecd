package dev.sevsim.abi.efi;

import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;
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
public record EfiTableHeader(long signature, int revision, int headerSize, int crc32) {
    /** Revision 2.70. */
    public static final int REVISION_2_70 = 0x0002_0046;

    private static final StructLayout L = new StructLayout("EfiTableHeader");
    private static final Field SIGNATURE = L.u64(0x00, "Signature", OUT);
    private static final Field REVISION = L.u32(0x08, "Revision", OUT);
    private static final Field HEADER_SIZE = L.u32(0x0C, "HeaderSize", OUT);
    private static final Field CRC32_FIELD = L.u32(0x10, "CRC32", OUT);

    static {
        L.reserved(0x14, 4);
    }

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x18);

    /** Bytes on the wire. */
    public static final int SIZE = 0x18;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static EfiTableHeader decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new EfiTableHeader(
                SIGNATURE.getU64(b), REVISION.getU32(b), HEADER_SIZE.getU32(b), CRC32_FIELD.getU32(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        SIGNATURE.putU64(b, signature);
        REVISION.putU32(b, revision);
        HEADER_SIZE.putU32(b, headerSize);
        CRC32_FIELD.putU32(b, crc32);
        return LAYOUT.finish(b);
    }

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
