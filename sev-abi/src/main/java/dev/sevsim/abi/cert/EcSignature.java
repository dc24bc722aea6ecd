package dev.sevsim.abi.cert;

import dev.sevsim.abi.Bytes;

/**
 * An ECDSA signature as certificates and reports hold it.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 6.3.
 *
 * @param r 72 bytes, least significant first
 * @param s 72 bytes, least significant first
 */
public record EcSignature(Bytes r, Bytes s) {
    private static final int NUMBER_SIZE = 72;
    private static final int P384_BYTES = 48;

    /** From the first bytes of a signature field. */
    public static EcSignature decode(Bytes signatureField) {
        return new EcSignature(
                signatureField.slice(0, NUMBER_SIZE), signatureField.slice(NUMBER_SIZE, 2 * NUMBER_SIZE));
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

    /** The whole signature field of 0x200 bytes. */
    public Bytes encode() {
        return Bytes.concat(r, s).paddedTo(SevCertificate.SIGNATURE_SIZE);
    }
}
