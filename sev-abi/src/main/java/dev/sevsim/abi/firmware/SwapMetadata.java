package dev.sevsim.abi.firmware;

import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

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
@Struct(size = 0x40, direction = OUT, reserved = @Reserved(at = 0x20, size = 0x1C))
public record SwapMetadata(
        @Wire(at = 0x00, name = "SOFTWARE_DATA") long softwareData,
        @Wire(at = 0x08, name = "IV") long iv,
        @Wire(at = 0x10, size = 16, name = "TAG") Bytes tag,
        @Wire(at = 0x3C, name = "BITS") int bits)
        implements SwapMetadataWire {
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
        Field tag = LAYOUT.field("TAG");
        return Bytes.concat(raw.slice(0, tag.offset()), Bytes.zeros(tag.width()), raw.from(tag.offset() + tag.width()));
    }
}
