package dev.sevsim.psp.keys;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.AmdCertificate;
import dev.sevsim.abi.cert.EcPublicKey;
import dev.sevsim.abi.cert.EcSignature;
import dev.sevsim.abi.cert.KeyAlgorithm;
import dev.sevsim.abi.cert.SevCertificate;
import java.util.Optional;

/**
 * A well-formed public key of a certificate.
 *
 * <p>Source: docs/reference/sev-firmware-api.md sections 6.2 and 6.3.
 */
sealed interface SigningKey {
    /** Whether a signature field of a certificate covers the message. */
    boolean verifies(Bytes message, Bytes signatureField);

    /** The key of a platform certificate; empty when its algorithm is none or the key is malformed. */
    static Optional<SigningKey> of(SevCertificate certificate) {
        KeyAlgorithm algorithm = KeyAlgorithm.fromCode(certificate.algorithm()).orElse(KeyAlgorithm.INVALID);
        if (algorithm == KeyAlgorithm.INVALID) {
            return Optional.empty();
        }
        String digest = algorithm.digestName().orElseThrow();
        if (algorithm.isRsa()) {
            return RsaPss.ofField(digest, certificate.publicKey()).map(Rsa::new);
        }
        EcPublicKey key = EcPublicKey.decode(certificate.publicKey());
        return P384.isValid(key) ? Optional.of(new Ec(key, digest)) : Optional.empty();
    }

    /** The key of an ASK or ARK; empty when it is malformed. */
    static Optional<SigningKey> of(AmdCertificate certificate) {
        return RsaPss.of(PinnedRoot.digestName(certificate), certificate.exponent(), certificate.modulus())
                .map(Rsa::new);
    }

    /**
     * A point of P-384.
     *
     * @param key on the curve
     * @param digest JCA name
     */
    record Ec(EcPublicKey key, String digest) implements SigningKey {
        @Override
        public boolean verifies(Bytes message, Bytes signatureField) {
            return P384.verify(key, digest, message, EcSignature.decode(signatureField));
        }
    }

    /**
     * An RSA key; bytes of a field after a number of its size are not looked at.
     *
     * @param key of 2048 or 4096 bits
     */
    record Rsa(RsaPss key) implements SigningKey {
        @Override
        public boolean verifies(Bytes message, Bytes signatureField) {
            return key.verifies(message, signatureField.slice(0, key.size()));
        }
    }
}
