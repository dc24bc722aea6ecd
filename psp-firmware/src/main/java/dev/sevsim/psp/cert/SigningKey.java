package dev.sevsim.psp.cert;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.AmdCertificate;
import dev.sevsim.abi.cert.EcPublicKey;
import dev.sevsim.abi.cert.EcSignature;
import dev.sevsim.abi.cert.KeyAlgorithm;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.crypto.DigestAlgorithm;
import dev.sevsim.crypto.P384;
import dev.sevsim.crypto.RsaPublicKey;
import dev.sevsim.psp.keys.PinnedRoot;
import java.math.BigInteger;
import java.util.Optional;

/**
 * A well-formed public key of a certificate.
 *
 * <p>RSA keys of 2048 and 4096 bits are well-formed, no others: our choice.
 *
 * <p>Source: docs/reference/sev-firmware-api.md sections 6.2 and 6.3.
 */
sealed interface SigningKey {
    /** Whether a signature field of a certificate covers the message. */
    boolean verifies(Bytes message, Bytes signatureField);

    /** The key of a platform certificate; empty when its algorithm is INVALID or the key is malformed. */
    static Optional<SigningKey> of(SevCertificate certificate) {
        KeyAlgorithm algorithm = KeyAlgorithm.fromCode(certificate.algorithm()).orElse(KeyAlgorithm.INVALID);
        if (algorithm == KeyAlgorithm.INVALID) {
            return Optional.empty();
        }
        DigestAlgorithm digest = DigestAlgorithm.named(algorithm.digestName().orElseThrow());
        if (algorithm.isRsa()) {
            return Rsa.ofField(digest, certificate.publicKey()).map(key -> key);
        }
        EcPublicKey key = EcPublicKey.decode(certificate.publicKey());
        return P384.isValid(key) ? Optional.of(new Ec(key, digest)) : Optional.empty();
    }

    /** The key of an ASK or ARK; empty when it is malformed. */
    static Optional<SigningKey> of(AmdCertificate certificate) {
        return Rsa.of(PinnedRoot.digest(certificate), certificate.exponent(), certificate.modulus())
                .map(key -> key);
    }

    /**
     * A point of P-384.
     *
     * @param key on the curve
     * @param digest of its signatures
     */
    record Ec(EcPublicKey key, DigestAlgorithm digest) implements SigningKey {
        @Override
        public boolean verifies(Bytes message, Bytes signatureField) {
            return P384.verify(key, digest, message, EcSignature.decode(signatureField));
        }
    }

    /**
     * An RSA key; bytes of a signature field after a number of the modulus' size are ignored.
     *
     * @param key of 2048 or 4096 bits
     * @param digest of its signatures
     */
    record Rsa(RsaPublicKey key, DigestAlgorithm digest) implements SigningKey {
        private static final int FIELD_SIZE = 0x200;
        private static final int SMALLEST_BITS = 2048;
        private static final int LARGEST_BITS = 4096;

        /** From the key field of a platform certificate: size in bits, exponent, modulus. */
        private static Optional<Rsa> ofField(DigestAlgorithm digest, Bytes keyField) {
            int bits = keyField.asLittleEndian().getInt();
            int modulusAt = Integer.BYTES + FIELD_SIZE;
            Bytes exponent = keyField.slice(Integer.BYTES, modulusAt);
            Bytes modulus = keyField.slice(modulusAt, modulusAt + FIELD_SIZE);
            return of(digest, exponent, modulus).filter(rsa -> rsa.key.modulus().bitLength() == bits);
        }

        private static Optional<Rsa> of(DigestAlgorithm digest, Bytes exponentLe, Bytes modulusLe) {
            RsaPublicKey key = RsaPublicKey.ofLittleEndian(exponentLe, modulusLe);
            BigInteger e = key.exponent();
            BigInteger n = key.modulus();
            boolean rightSize = n.bitLength() == SMALLEST_BITS || n.bitLength() == LARGEST_BITS;
            boolean rightNumbers = n.testBit(0) && e.testBit(0) && e.bitLength() > 1 && e.compareTo(n) < 0;
            return rightSize && rightNumbers ? Optional.of(new Rsa(key, digest)) : Optional.empty();
        }

        @Override
        public boolean verifies(Bytes message, Bytes signatureField) {
            int size = key.modulus().bitLength() / Byte.SIZE;
            return key.verifiesPss(digest, message, signatureField.slice(0, size));
        }
    }
}
