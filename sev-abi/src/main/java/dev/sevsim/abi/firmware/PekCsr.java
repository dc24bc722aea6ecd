package dev.sevsim.abi.firmware;

import static dev.sevsim.abi.layout.Direction.IN_OUT;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Wire;

/**
 * PEK_CSR (command 0x06): writes the certificate that a platform owner signs.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.1; lx-hdr, sevapi.
 *
 * @param csrAddress where to write it
 * @param csrLength bytes there; out: bytes needed or written
 */
@Struct(size = 0x0C)
public record PekCsr(
        @Wire(at = 0x00, name = "CSR_PADDR") long csrAddress,

        @Wire(at = 0x08, name = "CSR_LEN", direction = IN_OUT)
        int csrLength)
        implements PekCsrWire {}
