package dev.sevsim.abi.launch;

import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.EcSignature;
import dev.sevsim.abi.cert.KeyAlgorithm;
import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * What ATTESTATION writes: the launch digest under the signature of the PEK.
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
public record AttestationReport(
        Bytes nonce, Bytes launchDigest, int policy, int signatureUsage, int signatureAlgorithm, Bytes r, Bytes s) {
    private static final StructLayout L = new StructLayout("AttestationReport");
    private static final Field NONCE = L.bytes(0x00, 16, "MNONCE", OUT);
    private static final Field LAUNCH_DIGEST = L.bytes(0x10, 32, "LAUNCH_DIGEST", OUT);
    private static final Field POLICY = L.u32(0x30, "POLICY", OUT);
    private static final Field SIGNATURE_USAGE = L.u32(0x34, "SIG_USAGE", OUT);
    private static final Field SIGNATURE_ALGORITHM = L.u32(0x38, "SIG_ALGO", OUT);

    static {
        L.reserved(0x3C, 4);
    }

    private static final Field R = L.bytes(0x40, 72, "R", OUT);
    private static final Field S = L.bytes(0x88, 72, "S", OUT);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0xD0);

    /** Bytes on the wire. */
    public static final int SIZE = 0xD0;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static AttestationReport decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new AttestationReport(
                NONCE.getBytes(b),
                LAUNCH_DIGEST.getBytes(b),
                POLICY.getU32(b),
                SIGNATURE_USAGE.getU32(b),
                SIGNATURE_ALGORITHM.getU32(b),
                R.getBytes(b),
                S.getBytes(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        NONCE.putBytes(b, nonce);
        LAUNCH_DIGEST.putBytes(b, launchDigest);
        POLICY.putU32(b, policy);
        SIGNATURE_USAGE.putU32(b, signatureUsage);
        SIGNATURE_ALGORITHM.putU32(b, signatureAlgorithm);
        R.putBytes(b, r);
        S.putBytes(b, s);
        return LAYOUT.finish(b);
    }

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

    /** This under a signature. */
    public AttestationReport signedWith(EcSignature signature) {
        return new AttestationReport(
                nonce, launchDigest, policy, signatureUsage, signatureAlgorithm, signature.r(), signature.s());
    }

    /** The signature. */
    public EcSignature signature() {
        return new EcSignature(r, s);
    }
}
