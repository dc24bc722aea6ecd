package dev.sevsim.abi.launch;

import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.EcSignature;
import dev.sevsim.abi.cert.KeyAlgorithm;
import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

/**
 * The output of ATTESTATION: the launch digest, signed by the PEK.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 5.8.
 *
 * @param nonce of the command
 * @param launchDigest LD; zero for a guest that was received
 * @param policy guest policy
 * @param signatureUsage 0x1002, PEK
 * @param signatureAlgorithm 2, ECDSA with SHA-256
 * @param r least significant byte first
 * @param s least significant byte first
 */
@Struct(size = 0xD0, direction = OUT, reserved = @Reserved(at = 0x3C, size = 4))
public record AttestationReport(
        @Wire(at = 0x00, size = 16, name = "MNONCE") Bytes nonce,
        @Wire(at = 0x10, size = 32, name = "LAUNCH_DIGEST") Bytes launchDigest,
        @Wire(at = 0x30, name = "POLICY") int policy,
        @Wire(at = 0x34, name = "SIG_USAGE") int signatureUsage,
        @Wire(at = 0x38, name = "SIG_ALGO") int signatureAlgorithm,
        @Wire(at = 0x40, size = 72, name = "R") Bytes r,
        @Wire(at = 0x88, size = 72, name = "S") Bytes s)
        implements AttestationReportWire {
    /** Bytes that the signature covers: everything before SIG_USAGE. */
    public static final int SIGNED_SIZE = 0x34;

    /** A report that is still to be signed. */
    public static AttestationReport unsigned(Bytes nonce, Bytes launchDigest, GuestPolicy policy) {
        Bytes none = Bytes.zeros(72);
        return new AttestationReport(
                nonce, launchDigest, policy.word(), KeyUsage.PEK.code(), KeyAlgorithm.ECDSA_SHA256.code(), none, none);
    }

    /** The signed bytes: nonce, digest and policy. */
    public Bytes signedBytes() {
        return encode().slice(0, SIGNED_SIZE);
    }

    /** Returns a copy with this signature. */
    public AttestationReport signedWith(EcSignature signature) {
        return new AttestationReport(
                nonce, launchDigest, policy, signatureUsage, signatureAlgorithm, signature.r(), signature.s());
    }

    /** The signature. */
    public EcSignature signature() {
        return new EcSignature(r, s);
    }
}
