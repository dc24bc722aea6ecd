package dev.sevsim.abi.firmware;

import static dev.sevsim.abi.layout.Direction.IN_OUT;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Wire;

/**
 * GET_ID (command 0x0C): writes the chip's id.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.1; lx-hdr, sevapi.
 *
 * @param idAddress where to write it
 * @param idLength bytes there; out: bytes needed or written
 */
@Struct(size = 0x0C)
public record GetId(
        @Wire(at = 0x00, name = "ID_PADDR") long idAddress,

        @Wire(at = 0x08, name = "ID_LEN", direction = IN_OUT)
        int idLength)
        implements GetIdWire {}
