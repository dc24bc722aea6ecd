package dev.sevsim.abi.cert;

import static dev.sevsim.abi.layout.Direction.IN;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * A SEV platform certificate: PDH, PEK, OCA, CEK, or the launch key of a guest owner.
 *
 * <p>Numbers in keys and signatures are little-endian and zero-extended.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 6.1.
 *
 * @param version 1
 * @param apiMajor of the firmware that made it; 0 for an OCA or an owner
 * @param apiMinor see {@code apiMajor}
 * @param usage see {@link KeyUsage}
 * @param algorithm see {@link KeyAlgorithm}
 * @param publicKey the key field, see {@link EcPublicKey}
 * @param signature1Usage usage of the signing key
 * @param signature1Algorithm algorithm of the signing key
 * @param signature1 the signature field, see {@link EcSignature}
 * @param signature2Usage usage of the signing key
 * @param signature2Algorithm algorithm of the signing key
 * @param signature2 the signature field
 */
public record SevCertificate(
        int version,
        int apiMajor,
        int apiMinor,
        int usage,
        int algorithm,
        Bytes publicKey,
        int signature1Usage,
        int signature1Algorithm,
        Bytes signature1,
        int signature2Usage,
        int signature2Algorithm,
        Bytes signature2) {
    private static final StructLayout L = new StructLayout("SevCertificate");
    private static final Field VERSION = L.u32(0x00, "VERSION", IN);
    private static final Field API_MAJOR = L.u8(0x04, "API_MAJOR", IN);
    private static final Field API_MINOR = L.u8(0x05, "API_MINOR", IN);

    static {
        L.reserved(0x06, 2);
    }

    private static final Field USAGE = L.u32(0x08, "PUBKEY_USAGE", IN);
    private static final Field ALGORITHM = L.u32(0x0C, "PUBKEY_ALGO", IN);
    private static final Field PUBLIC_KEY = L.bytes(0x10, 1028, "PUBKEY", IN);
    private static final Field SIGNATURE1_USAGE = L.u32(0x414, "SIG1_USAGE", IN);
    private static final Field SIGNATURE1_ALGORITHM = L.u32(0x418, "SIG1_ALGO", IN);
    private static final Field SIGNATURE1 = L.bytes(0x41C, 512, "SIG1", IN);
    private static final Field SIGNATURE2_USAGE = L.u32(0x61C, "SIG2_USAGE", IN);
    private static final Field SIGNATURE2_ALGORITHM = L.u32(0x620, "SIG2_ALGO", IN);
    private static final Field SIGNATURE2 = L.bytes(0x624, 512, "SIG2", IN);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x824);

    /** Bytes on the wire. */
    public static final int SIZE = 0x824;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static SevCertificate decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new SevCertificate(
                VERSION.getU32(b),
                API_MAJOR.getU8(b),
                API_MINOR.getU8(b),
                USAGE.getU32(b),
                ALGORITHM.getU32(b),
                PUBLIC_KEY.getBytes(b),
                SIGNATURE1_USAGE.getU32(b),
                SIGNATURE1_ALGORITHM.getU32(b),
                SIGNATURE1.getBytes(b),
                SIGNATURE2_USAGE.getU32(b),
                SIGNATURE2_ALGORITHM.getU32(b),
                SIGNATURE2.getBytes(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        VERSION.putU32(b, version);
        API_MAJOR.putU8(b, apiMajor);
        API_MINOR.putU8(b, apiMinor);
        USAGE.putU32(b, usage);
        ALGORITHM.putU32(b, algorithm);
        PUBLIC_KEY.putBytes(b, publicKey);
        SIGNATURE1_USAGE.putU32(b, signature1Usage);
        SIGNATURE1_ALGORITHM.putU32(b, signature1Algorithm);
        SIGNATURE1.putBytes(b, signature1);
        SIGNATURE2_USAGE.putU32(b, signature2Usage);
        SIGNATURE2_ALGORITHM.putU32(b, signature2Algorithm);
        SIGNATURE2.putBytes(b, signature2);
        return LAYOUT.finish(b);
    }

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

    /** This with its first slot filled. */
    public SevCertificate withSignature1(KeyUsage signer, KeyAlgorithm signerAlgorithm, Bytes signature) {
        return new SevCertificate(
                version,
                apiMajor,
                apiMinor,
                usage,
                algorithm,
                publicKey,
                signer.code(),
                signerAlgorithm.code(),
                signature,
                signature2Usage,
                signature2Algorithm,
                signature2);
    }

    /** This with its second slot filled. */
    public SevCertificate withSignature2(KeyUsage signer, KeyAlgorithm signerAlgorithm, Bytes signature) {
        return new SevCertificate(
                version,
                apiMajor,
                apiMinor,
                usage,
                algorithm,
                publicKey,
                signature1Usage,
                signature1Algorithm,
                signature1,
                signer.code(),
                signerAlgorithm.code(),
                signature);
    }
}
