package dev.sevsim.abi.cert;

import dev.sevsim.abi.Bytes;
import java.util.Optional;

/**
 * An AMD CA certificate, ARK or ASK; its size follows from its key: 832 bytes for 2048 bits, 1600 for 4096.
 *
 * <pre>
 *   0x00  0x40     {@link AmdCertificateHeader}
 *   0x40  e        exponent, least significant byte first
 *   ....  m        modulus, least significant byte first
 *   ....  m        signature, least significant byte first
 * </pre>
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 6.7.
 *
 * @param version 1
 * @param keyId 16 bytes
 * @param certifyingId key id of the signer, 16 bytes
 * @param usage see {@link KeyUsage}
 * @param exponent public exponent, full width, least significant byte first
 * @param modulus least significant byte first
 * @param signature RSA-PSS, least significant byte first
 */
public record AmdCertificate(
        int version, Bytes keyId, Bytes certifyingId, int usage, Bytes exponent, Bytes modulus, Bytes signature) {
    private static final int FIXED_SIZE = AmdCertificateHeader.SIZE;
    private static final int KEY_ID_SIZE = 16;

    /**
     * Reads the certificate that starts at {@code offset}; trailing bytes are left alone.
     *
     * @return empty when the bytes end too early or the key sizes are not 2048 or 4096 bits
     */
    public static Optional<AmdCertificate> decode(Bytes raw, int offset) {
        if (raw.length() - offset < FIXED_SIZE) {
            return Optional.empty();
        }
        AmdCertificateHeader header = AmdCertificateHeader.CODEC.decode(raw.slice(offset, offset + FIXED_SIZE));
        int modulusBits = header.modulusBits();
        if (header.exponentBits() != modulusBits || (modulusBits != 2048 && modulusBits != 4096)) {
            return Optional.empty();
        }
        int n = modulusBits / 8;
        if (raw.length() - offset < FIXED_SIZE + 3 * n) {
            return Optional.empty();
        }
        int at = offset + FIXED_SIZE;
        return Optional.of(new AmdCertificate(
                header.version(),
                header.keyId(),
                header.certifyingId(),
                header.usage(),
                raw.slice(at, at + n),
                raw.slice(at + n, at + 2 * n),
                raw.slice(at + 2 * n, at + 3 * n)));
    }

    /** Bytes on the wire. */
    public int size() {
        return FIXED_SIZE + exponent.length() + 2 * modulus.length();
    }

    /** Size of the modulus in bits. */
    public int modulusBits() {
        return modulus.length() * 8;
    }

    /**
     * The bytes that the signature covers, reserved bytes zero.
     *
     * <p>To check a signature on a certificate that came from outside, take its bytes as they came, up to the
     * signature: decoding drops reserved bytes, and the signature covers them.
     */
    public Bytes body() {
        AmdCertificateHeader header = new AmdCertificateHeader(
                version,
                keyId.paddedTo(KEY_ID_SIZE),
                certifyingId.paddedTo(KEY_ID_SIZE),
                usage,
                exponent.length() * 8,
                modulusBits());
        return Bytes.concat(header.encode(), exponent, modulus);
    }

    /** The wire form. */
    public Bytes encode() {
        return Bytes.concat(body(), signature);
    }

    /** Returns a copy with this signature, given most significant byte first as RSA produces it. */
    public AmdCertificate signedBe(Bytes signatureBe) {
        return new AmdCertificate(version, keyId, certifyingId, usage, exponent, modulus, signatureBe.reversed());
    }
}
