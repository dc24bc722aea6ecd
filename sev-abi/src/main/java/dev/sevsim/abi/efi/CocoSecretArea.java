package dev.sevsim.abi.efi;

import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * The confidential computing secret location that SecretDxe publishes.
 *
 * <p>Source: docs/reference/ovmf-guest.md section 7.
 *
 * @param base guest physical address of the area
 * @param size bytes
 */
public record CocoSecretArea(long base, long size) {
    private static final StructLayout L = new StructLayout("CocoSecretArea");
    private static final Field BASE = L.u64(0x00, "base", OUT);
    private static final Field SIZE_FIELD = L.u64(0x08, "size", OUT);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x10);

    /** Bytes on the wire. */
    public static final int SIZE = 0x10;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static CocoSecretArea decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new CocoSecretArea(BASE.getU64(b), SIZE_FIELD.getU64(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        BASE.putU64(b, base);
        SIZE_FIELD.putU64(b, size);
        return LAYOUT.finish(b);
    }
}
