package dev.sevsim.crypto;

import dev.sevsim.abi.Bytes;
import java.io.IOException;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.engines.RSABlindedEngine;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.signers.PSSSigner;
import org.bouncycastle.crypto.util.PrivateKeyFactory;

/**
 * An RSA private key that signs with RSASSA-PSS under a salt of the caller's.
 *
 * <p>Bouncy Castle, because the JDK's signer draws the salt itself. Source: docs/reference/sev-firmware-api.md section
 * 6.3.
 */
public final class RsaPrivateKey {
    private final CipherParameters key;

    private RsaPrivateKey(CipherParameters key) {
        this.key = key;
    }

    /**
     * The key of a PKCS #8 structure in DER.
     *
     * @throws IllegalArgumentException when the structure is malformed or holds no RSA key
     */
    public static RsaPrivateKey ofPkcs8(byte[] der) {
        CipherParameters key;
        try {
            key = PrivateKeyFactory.createKey(der);
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException("not a PKCS #8 private key", e);
        }
        if (!(key instanceof RSAKeyParameters)) {
            throw new IllegalArgumentException("not an RSA private key");
        }
        return new RsaPrivateKey(key);
    }

    /**
     * Signs with RSASSA-PSS and MGF1, both over {@code digest}.
     *
     * @param salt as long as the digest
     * @return the signature, least significant byte first, as long as the modulus
     * @throws IllegalArgumentException when the salt has another length
     */
    public Bytes signPss(DigestAlgorithm digest, Bytes message, Bytes salt) {
        if (salt.length() != digest.size()) {
            throw new IllegalArgumentException("salt of " + salt.length() + " bytes, expected " + digest.size());
        }
        PSSSigner signer = new PSSSigner(new RSABlindedEngine(), newDigest(digest), salt.toArray());
        signer.init(true, key);
        signer.update(message.toArray(), 0, message.length());
        try {
            return Bytes.copyOf(signer.generateSignature()).reversed();
        } catch (CryptoException e) {
            throw new IllegalStateException("modulus is too short for " + digest.jcaName(), e);
        }
    }

    private static Digest newDigest(DigestAlgorithm digest) {
        return switch (digest) {
            case SHA_256 -> new SHA256Digest();
            case SHA_384 -> new SHA384Digest();
        };
    }

    @Override
    public String toString() {
        return "RsaPrivateKey";
    }
}
