package dev.sevsim.crypto;

import dev.sevsim.abi.Bytes;
import dev.sevsim.testkit.VectorFile;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;

/** Keys and signatures of OpenSSL, see vectors/README.md. */
enum RsaVector {
    BITS_2048("rsa-2048", DigestAlgorithm.SHA_256),
    BITS_4096("rsa-4096", DigestAlgorithm.SHA_384);

    static final Bytes MESSAGE = Bytes.ofAscii("sevsim RSA-PSS vector");

    private final String file;
    private final DigestAlgorithm digest;

    RsaVector(String file, DigestAlgorithm digest) {
        this.file = file;
        this.digest = digest;
    }

    DigestAlgorithm digest() {
        return digest;
    }

    byte[] pkcs8() {
        return read(file + ".p8");
    }

    /** Least significant byte first. */
    Bytes signature() {
        return Bytes.copyOf(read(file + ".sig")).reversed();
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

    private static byte[] read(String name) {
        return VectorFile.read("openssl/" + name);
    }
}
