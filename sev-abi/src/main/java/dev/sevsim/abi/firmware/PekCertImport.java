package dev.sevsim.abi.firmware;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

/**
 * PEK_CERT_IMPORT (command 0x07): puts the platform under an owner.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.1; lx-hdr, sevapi.
 *
 * @param pekCertAddress the PEK certificate that the owner signed
 * @param pekCertLength bytes there
 * @param ocaCertAddress the owner's certificate
 * @param ocaCertLength bytes there
 */
@Struct(size = 0x1C, reserved = @Reserved(at = 0x0C, size = 4))
public record PekCertImport(
        @Wire(at = 0x00, name = "PEK_CERT_PADDR") long pekCertAddress,
        @Wire(at = 0x08, name = "PEK_CERT_LEN") int pekCertLength,
        @Wire(at = 0x10, name = "OCA_CERT_PADDR") long ocaCertAddress,
        @Wire(at = 0x18, name = "OCA_CERT_LEN") int ocaCertLength)
        implements PekCertImportWire {}
