package dev.sevsim.psp.keys;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.AmdCertificate;
import dev.sevsim.crypto.DigestAlgorithm;

/**
 * What a chip's fuses hold of the one root that it accepts.
 *
 * <p>What exactly the fused hash covers is not published: here the signed bytes of the certificate, under the digest of
 * its generation.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 6.7.
 *
 * @param keyId 16 bytes
 * @param hash SHA-256 (2048-bit keys) or SHA-384 of the root certificate up to its signature
 */
public record PinnedRoot(Bytes keyId, Bytes hash) {
    private static final int SHORT_KEY_BITS = 2048;

    /** Of this root certificate, whose reserved bytes are zero. */
    public static PinnedRoot of(AmdCertificate ark) {
        return new PinnedRoot(ark.keyId(), hash(ark, ark.body()));
    }

    /** Whether {@code signedBytes} of a certificate with this key are the root's. */
    public boolean matches(AmdCertificate certificate, Bytes signedBytes) {
        return hash(certificate, signedBytes).equals(hash);
    }

    /** The digest of a generation, which follows from the size of its keys. */
    public static DigestAlgorithm digest(AmdCertificate certificate) {
        return certificate.modulusBits() == SHORT_KEY_BITS ? DigestAlgorithm.SHA_256 : DigestAlgorithm.SHA_384;
    }

    private static Bytes hash(AmdCertificate certificate, Bytes signedBytes) {
        return digest(certificate).digest(signedBytes);
    }
}
