package dev.sevsim.abi.firmware;

import static dev.sevsim.abi.layout.Direction.IN;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * INIT_EX (command 0x0D): INIT with a store that the host keeps.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.1; lx-hdr, sevapi.
 *
 * @param length of this structure
 * @param options bit 0 enables SEV-ES
 * @param tmrAddress trusted memory region, ignored without ES
 * @param tmrLength bytes there
 * @param nvAddress the store; 0 for the SPI store
 * @param nvLength bytes there
 */
public record InitEx(int length, int options, long tmrAddress, int tmrLength, long nvAddress, int nvLength) {
    private static final StructLayout L = new StructLayout("InitEx");
    private static final Field LENGTH = L.u32(0x00, "LENGTH", IN);
    private static final Field OPTIONS = L.u32(0x04, "OPTIONS", IN);
    private static final Field TMR_ADDRESS = L.u64(0x08, "TMR_PADDR", IN);
    private static final Field TMR_LENGTH = L.u32(0x10, "TMR_LENGTH", IN);

    static {
        L.reserved(0x14, 4);
    }

    private static final Field NV_ADDRESS = L.u64(0x18, "NV_PADDR", IN);
    private static final Field NV_LENGTH = L.u32(0x20, "NV_LENGTH", IN);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x24);

    /** Bytes on the wire. */
    public static final int SIZE = 0x24;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static InitEx decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new InitEx(
                LENGTH.getU32(b),
                OPTIONS.getU32(b),
                TMR_ADDRESS.getU64(b),
                TMR_LENGTH.getU32(b),
                NV_ADDRESS.getU64(b),
                NV_LENGTH.getU32(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        LENGTH.putU32(b, length);
        OPTIONS.putU32(b, options);
        TMR_ADDRESS.putU64(b, tmrAddress);
        TMR_LENGTH.putU32(b, tmrLength);
        NV_ADDRESS.putU64(b, nvAddress);
        NV_LENGTH.putU32(b, nvLength);
        return LAYOUT.finish(b);
    }
}
