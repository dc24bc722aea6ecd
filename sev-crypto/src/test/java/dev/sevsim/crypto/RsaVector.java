package dev.sevsim.crypto;

import dev.sevsim.abi.Bytes;
import dev.sevsim.testkit.VectorFile;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Locale;

/** Keys and signatures of OpenSSL, see vectors/README.md. */
enum RsaVector {
    RSA_2048(DigestAlgorithm.SHA_256),
    RSA_4096(DigestAlgorithm.SHA_384);

    static final Bytes MESSAGE = Bytes.ofAscii("sevsim RSA-PSS vector");

    private final DigestAlgorithm digest;

    RsaVector(DigestAlgorithm digest) {
        this.digest = digest;
    }

    DigestAlgorithm digest() {
        return digest;
    }

    byte[] pkcs8() {
        return read(".p8");
    }

    /** Least significant byte first. */
    Bytes signature() {
        return Bytes.copyOf(read(".sig")).reversed();
    }

    RsaPublicKey publicKey() {
        try {
            RSAPrivateCrtKey key =
                    (RSAPrivateCrtKey) KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8()));
            return new RsaPublicKey(key.getPublicExponent(), key.getModulus());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] read(String extension) {
        return VectorFile.read("openssl/" + name().toLowerCase(Locale.ROOT).replace('_', '-') + extension);
    }
}
