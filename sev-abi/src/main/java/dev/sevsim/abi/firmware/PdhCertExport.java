package dev.sevsim.abi.firmware;

import static dev.sevsim.abi.layout.Direction.IN_OUT;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

/**
 * PDH_CERT_EXPORT (command 0x08): hands out the PDH certificate and the chain above it.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.1; lx-hdr, sevapi.
 *
 * @param pdhCertAddress system physical address where the PDH certificate is written
 * @param pdhCertLength bytes there; out: bytes needed or written
 * @param certsAddress system physical address where PEK, OCA and CEK are written
 * @param certsLength bytes there; out: bytes needed or written
 */
@Struct(size = 0x1C, reserved = @Reserved(at = 0x0C, size = 4))
public record PdhCertExport(
        @Wire(at = 0x00, name = "PDH_CERT_PADDR") long pdhCertAddress,

        @Wire(at = 0x08, name = "PDH_CERT_LEN", direction = IN_OUT)
        int pdhCertLength,

        @Wire(at = 0x10, name = "CERTS_PADDR") long certsAddress,

        @Wire(at = 0x18, name = "CERTS_LEN", direction = IN_OUT)
        int certsLength)
        implements PdhCertExportWire {}
