package dev.sevsim.abi.cert;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

/**
 * An ECDSA signature as certificates and reports hold it.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 6.3.
 *
 * @param r first number of the ECDSA signature, 72 bytes, least significant first
 * @param s second number of the ECDSA signature, 72 bytes, least significant first
 */
@Struct(size = SevCertificate.SIGNATURE_SIZE, reserved = @Reserved(at = 0x90, size = 0x170))
public record EcSignature(
        @Wire(at = 0x00, size = 72, name = "R") Bytes r,
        @Wire(at = 0x48, size = 72, name = "S") Bytes s) implements EcSignatureWire {
    private static final int NUMBER_SIZE = 72;
    private static final int P384_BYTES = 48;

    /** From the first bytes of a signature field; a report has no more than these. */
    public static EcSignature decode(Bytes signatureField) {
        return CODEC.decode(signatureField.slice(0, 2 * NUMBER_SIZE).paddedTo(SIZE));
    }

    /** From R and S, 48 bytes each, most significant first, one after the other (IEEE P1363). */
    public static EcSignature ofP1363(Bytes rAndS) {
        return new EcSignature(
                rAndS.slice(0, P384_BYTES).reversed().paddedTo(NUMBER_SIZE),
                rAndS.from(P384_BYTES).reversed().paddedTo(NUMBER_SIZE));
    }

    /** R and S, 48 bytes each, most significant first, one after the other. */
    public Bytes toP1363() {
        return Bytes.concat(
                r.slice(0, P384_BYTES).reversed(), s.slice(0, P384_BYTES).reversed());
    }

    /** Whether both numbers fit 48 bytes. */
    public boolean fitsP384() {
        return r.from(P384_BYTES).isAllZero() && s.from(P384_BYTES).isAllZero();
    }
}
