package dev.sevsim.abi.firmware;

import static dev.sevsim.abi.layout.Direction.IN;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * INIT (command 0x01): brings the platform up.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.1; lx-hdr, sevapi.
 *
 * @param options bit 0 enables SEV-ES; the rest must be zero
 * @param tmrAddress system physical address of the trusted memory region; ignored without ES
 * @param tmrLength bytes of the trusted memory region; ignored without ES
 */
public record Init(int options, long tmrAddress, int tmrLength) {
    private static final StructLayout L = new StructLayout("Init");
    private static final Field OPTIONS = L.u32(0x00, "OPTIONS", IN);

    static {
        L.reserved(0x04, 4);
    }

    private static final Field TMR_ADDRESS = L.u64(0x08, "TMR_PADDR", IN);
    private static final Field TMR_LENGTH = L.u32(0x10, "TMR_LENGTH", IN);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x14);

    /** Bytes on the wire. */
    public static final int SIZE = 0x14;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static Init decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new Init(OPTIONS.getU32(b), TMR_ADDRESS.getU64(b), TMR_LENGTH.getU32(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        OPTIONS.putU32(b, options);
        TMR_ADDRESS.putU64(b, tmrAddress);
        TMR_LENGTH.putU32(b, tmrLength);
        return LAYOUT.finish(b);
    }
}
