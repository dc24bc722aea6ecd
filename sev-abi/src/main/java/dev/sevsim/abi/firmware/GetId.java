package dev.sevsim.abi.firmware;

import static dev.sevsim.abi.layout.Direction.IN;
import static dev.sevsim.abi.layout.Direction.IN_OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * GET_ID (command 0x0C): asks for the chip's id.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.1; lx-hdr, sevapi.
 *
 * @param idAddress where to write it
 * @param idLength bytes there; out: bytes needed or written
 */
public record GetId(long idAddress, int idLength) {
    private static final StructLayout L = new StructLayout("GetId");
    private static final Field ID_ADDRESS = L.u64(0x00, "ID_PADDR", IN);
    private static final Field ID_LENGTH = L.u32(0x08, "ID_LEN", IN_OUT);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x0C);

    /** Bytes on the wire. */
    public static final int SIZE = 0x0C;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static GetId decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new GetId(ID_ADDRESS.getU64(b), ID_LENGTH.getU32(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        ID_ADDRESS.putU64(b, idAddress);
        ID_LENGTH.putU32(b, idLength);
        return LAYOUT.finish(b);
    }
}
