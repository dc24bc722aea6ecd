package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.IN_OUT;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Wire;

/**
 * {@code struct sev_user_data_pdh_cert_export}: the argument of SEV_PDH_CERT_EXPORT.
 *
 * <p>Source: docs/reference/kvm-host.md section 1.3.
 *
 * @param pdhCertAddress user address where the PDH certificate is written
 * @param pdhCertLength bytes there; out: bytes needed or written
 * @param certChainAddress user address where PEK, OCA and CEK are written
 * @param certChainLength bytes there; out: bytes needed or written
 */
@Struct(size = 0x18)
public record SevUserDataPdhCertExport(
        @Wire(at = 0x00, name = "pdh_cert_address") long pdhCertAddress,

        @Wire(at = 0x08, name = "pdh_cert_len", direction = IN_OUT)
        int pdhCertLength,

        @Wire(at = 0x0C, name = "cert_chain_address") long certChainAddress,

        @Wire(at = 0x14, name = "cert_chain_len", direction = IN_OUT)
        int certChainLength)
        implements SevUserDataPdhCertExportWire {}
