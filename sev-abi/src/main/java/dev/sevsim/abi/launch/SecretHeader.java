package dev.sevsim.abi.launch;

import static dev.sevsim.abi.layout.Direction.IN;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * The header of a secret or migration packet.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 5.6.
 *
 * @param flags bit 0: compressed
 * @param iv initial counter block of the payload
 * @param mac HMAC-SHA-256 under the TIK
 */
public record SecretHeader(int flags, Bytes iv, Bytes mac) {
    private static final StructLayout L = new StructLayout("SecretHeader");
    private static final Field FLAGS = L.u32(0x00, "FLAGS", IN);
    private static final Field IV = L.bytes(0x04, 16, "IV", IN);
    private static final Field MAC = L.bytes(0x14, 32, "MAC", IN);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x34);

    /** Bytes on the wire. */
    public static final int SIZE = 0x34;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static SecretHeader decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new SecretHeader(FLAGS.getU32(b), IV.getBytes(b), MAC.getBytes(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        FLAGS.putU32(b, flags);
        IV.putBytes(b, iv);
        MAC.putBytes(b, mac);
        return LAYOUT.finish(b);
    }

    /** Bit 0 of {@code flags}. */
    public static final int FLAG_COMPRESSED = 1;
}
