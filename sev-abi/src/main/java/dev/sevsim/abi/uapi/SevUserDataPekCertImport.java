package dev.sevsim.abi.uapi;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Wire;

/**
 * {@code struct sev_user_data_pek_cert_import}: the argument of SEV_PEK_CERT_IMPORT.
 *
 * <p>Source: docs/reference/kvm-host.md section 1.3.
 *
 * @param pekCertAddress user address
 * @param pekCertLength bytes
 * @param ocaCertAddress user address
 * @param ocaCertLength bytes
 */
@Struct(size = 0x18)
public record SevUserDataPekCertImport(
        @Wire(at = 0x00, name = "pek_cert_address") long pekCertAddress,
        @Wire(at = 0x08, name = "pek_cert_len") int pekCertLength,
        @Wire(at = 0x0C, name = "oca_cert_address") long ocaCertAddress,
        @Wire(at = 0x14, name = "oca_cert_len") int ocaCertLength)
        implements SevUserDataPekCertImportWire {}
