package dev.sevsim.abi.firmware;

import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * The entry that SWAP_OUT writes beside a sealed page.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.6.
 *
 * @param softwareData of the host
 * @param iv the guest's swap counter
 * @param tag AES-GCM tag over page and entry
 * @param bits bit 0: 2 MiB page; bits 2:1: page type
 */
public record SwapMetadata(long softwareData, long iv, Bytes tag, int bits) {
    private static final StructLayout L = new StructLayout("SwapMetadata");
    private static final Field SOFTWARE_DATA = L.u64(0x00, "SOFTWARE_DATA", OUT);
    private static final Field IV = L.u64(0x08, "IV", OUT);
    private static final Field TAG = L.bytes(0x10, 16, "TAG", OUT);

    static {
        L.reserved(0x20, 0x1C);
    }

    private static final Field BITS = L.u32(0x3C, "BITS", OUT);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x40);

    /** Bytes on the wire. */
    public static final int SIZE = 0x40;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static SwapMetadata decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new SwapMetadata(SOFTWARE_DATA.getU64(b), IV.getU64(b), TAG.getBytes(b), BITS.getU32(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        SOFTWARE_DATA.putU64(b, softwareData);
        IV.putU64(b, iv);
        TAG.putBytes(b, tag);
        BITS.putU32(b, bits);
        return LAYOUT.finish(b);
    }

    /** The wire form over an old content of the buffer, whose bytes stay where the entry has reserved ones. */
    public Bytes encodeOver(Bytes old) {
        byte[] raw = encode().toArray();
        for (Field field : LAYOUT.fields()) {
            if (field.reserved()) {
                old.slice(field.offset(), field.offset() + field.width()).copyTo(raw, field.offset());
            }
        }
        return Bytes.copyOf(raw);
    }

    /** An entry with its tag zero and every other byte, reserved ones too, as it is: what AES-GCM authenticates. */
    public static Bytes untagged(Bytes raw) {
        return Bytes.concat(raw.slice(0, TAG.offset()), Bytes.zeros(TAG.width()), raw.from(TAG.offset() + TAG.width()));
    }

    /** Bit 0 of {@code bits}: a page of 2 MiB. */
    public static final int LARGE = 1;

    /** Bits 2:1 of {@code bits}: the page type. */
    public static final int TYPE_MASK = 3 << 1;

    /** Page type 0. */
    public static final int TYPE_DATA = 0;

    /** Page type 2. */
    public static final int TYPE_VMSA = 2 << 1;

    /** Bits 2:0 of {@code bits}, size and type, which an entry keeps. */
    public static final int KEPT_BITS = LARGE | TYPE_MASK;
}
