package dev.sevsim.abi.firmware;

import static dev.sevsim.abi.layout.Direction.IN_OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.abi.layout.Wire;

/**
 * GET_ID (command 0x0C): writes the chip's id.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.1; lx-hdr, sevapi.
 *
 * @param idAddress where to write it
 * @param idLength bytes there; out: bytes needed or written
 */
@Struct(size = GetId.SIZE)
public record GetId(
        @Wire(at = 0x00, name = "ID_PADDR") long idAddress,

        @Wire(at = 0x08, name = "ID_LEN", direction = IN_OUT)
        int idLength) {
    public static final StructLayout LAYOUT = GetIdCodec.LAYOUT;
    public static final int SIZE = 0x0C;

    public static GetId decode(Bytes raw) {
        return GetIdCodec.decode(raw);
    }

    public Bytes encode() {
        return GetIdCodec.encode(this);
    }
}
