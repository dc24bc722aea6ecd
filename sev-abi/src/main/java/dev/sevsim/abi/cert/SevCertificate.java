package dev.sevsim.abi.cert;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

/**
 * A SEV platform certificate: PDH, PEK, OCA, CEK, or the launch key of a guest owner.
 *
 * <p>Numbers in keys and signatures are little-endian and zero-extended.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 6.1.
 *
 * @param version version of the format: 1
 * @param apiMajor API version of the firmware that made it, major; 0 for an OCA or an owner
 * @param apiMinor API version of the firmware that made it, minor
 * @param usage what the key is for, see {@link KeyUsage}
 * @param algorithm what the key is used with, see {@link KeyAlgorithm}
 * @param publicKey the public key, see {@link EcPublicKey}
 * @param signature1Usage usage of the key that made the first signature
 * @param signature1Algorithm algorithm of the first signature; 0 for an empty slot
 * @param signature1 the first signature, see {@link EcSignature}
 * @param signature2Usage usage of the key that made the second signature
 * @param signature2Algorithm algorithm of the second signature; 0 for an empty slot
 * @param signature2 the second signature, see {@link EcSignature}
 */
@Struct(size = 0x824, reserved = @Reserved(at = 0x06, size = 2))
public record SevCertificate(
        @Wire(at = 0x00, name = "VERSION") int version,
        @Wire(at = 0x04, size = 1, name = "API_MAJOR") int apiMajor,
        @Wire(at = 0x05, size = 1, name = "API_MINOR") int apiMinor,
        @Wire(at = 0x08, name = "PUBKEY_USAGE") int usage,
        @Wire(at = 0x0C, name = "PUBKEY_ALGO") int algorithm,
        @Wire(at = 0x10, size = 1028, name = "PUBKEY") Bytes publicKey,
        @Wire(at = 0x414, name = "SIG1_USAGE") int signature1Usage,
        @Wire(at = 0x418, name = "SIG1_ALGO") int signature1Algorithm,
        @Wire(at = 0x41C, size = 512, name = "SIG1") Bytes signature1,
        @Wire(at = 0x61C, name = "SIG2_USAGE") int signature2Usage,
        @Wire(at = 0x620, name = "SIG2_ALGO") int signature2Algorithm,
        @Wire(at = 0x624, size = 512, name = "SIG2") Bytes signature2)
        implements SevCertificateWire {
    /** Bytes that a signature covers: everything before the first slot. */
    public static final int BODY_SIZE = 0x414;

    /** Bytes of the key field. */
    public static final int PUBLIC_KEY_SIZE = 0x404;

    /** Bytes of a signature field. */
    public static final int SIGNATURE_SIZE = 0x200;

    /** A certificate of version 1 with both slots empty. */
    public static SevCertificate unsigned(
            int apiMajor, int apiMinor, KeyUsage usage, KeyAlgorithm algorithm, Bytes publicKey) {
        Bytes none = Bytes.zeros(SIGNATURE_SIZE);
        int empty = KeyUsage.INVALID.code();
        return new SevCertificate(
                1, apiMajor, apiMinor, usage.code(), algorithm.code(), publicKey, empty, 0, none, empty, 0, none);
    }

    /**
     * The signed bytes of a certificate made here, whose reserved bytes are zero.
     *
     * <p>To check a signature on a certificate that came from outside, take the first {@link #BODY_SIZE} bytes as they
     * came: decoding drops reserved bytes, and the signature covers them.
     */
    public Bytes body() {
        return encode().slice(0, BODY_SIZE);
    }

    /** Returns a copy with this signature in the first slot. */
    public SevCertificate withSignature1(KeyUsage signer, KeyAlgorithm signerAlgorithm, Bytes signature) {
        Slot slot = new Slot(signer.code(), signerAlgorithm.code(), signature);
        return withSlots(slot, new Slot(signature2Usage, signature2Algorithm, signature2));
    }

    /** Returns a copy with this signature in the second slot. */
    public SevCertificate withSignature2(KeyUsage signer, KeyAlgorithm signerAlgorithm, Bytes signature) {
        Slot slot = new Slot(signer.code(), signerAlgorithm.code(), signature);
        return withSlots(new Slot(signature1Usage, signature1Algorithm, signature1), slot);
    }

    private SevCertificate withSlots(Slot first, Slot second) {
        return new SevCertificate(
                version,
                apiMajor,
                apiMinor,
                usage,
                algorithm,
                publicKey,
                first.usage,
                first.algorithm,
                first.signature,
                second.usage,
                second.algorithm,
                second.signature);
    }

    private record Slot(int usage, int algorithm, Bytes signature) {}
}
