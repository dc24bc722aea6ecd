package dev.sevsim.abi.cert;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

/**
 * The beginning of an {@link AmdCertificate}, in front of the exponent.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 6.7.
 *
 * @param version version of the format: 1
 * @param keyId name of the key
 * @param certifyingId key id of the signer
 * @param usage what the key is for, see {@link KeyUsage}
 * @param exponentBits size of the exponent in bits
 * @param modulusBits size of the modulus in bits: 2048 or 4096
 */
@Struct(size = 0x40, reserved = @Reserved(at = 0x28, size = 16))
public record AmdCertificateHeader(
        @Wire(at = 0x00, name = "VERSION") int version,
        @Wire(at = 0x04, size = 16, name = "KEY_ID") Bytes keyId,
        @Wire(at = 0x14, size = 16, name = "CERTIFYING_ID") Bytes certifyingId,
        @Wire(at = 0x24, name = "KEY_USAGE") int usage,
        @Wire(at = 0x38, name = "PUBEXP_SIZE") int exponentBits,
        @Wire(at = 0x3C, name = "MODULUS_SIZE") int modulusBits)
        implements AmdCertificateHeaderWire {}
