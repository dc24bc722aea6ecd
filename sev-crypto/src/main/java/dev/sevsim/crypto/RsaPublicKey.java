package dev.sevsim.crypto;

import dev.sevsim.abi.Bytes;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAPublicKeySpec;

/**
 * An RSA public key as two numbers, of any size; which sizes are accepted is the caller's policy.
 *
 * <p>Source: docs/reference/sev-firmware-api.md sections 6.2, 6.3 and 6.7.
 *
 * @param exponent public exponent
 * @param modulus the product of the primes
 */
public record RsaPublicKey(BigInteger exponent, BigInteger modulus) {
    /** The key of two unsigned numbers, least significant byte first, as certificates hold them. */
    public static RsaPublicKey ofLittleEndian(Bytes exponent, Bytes modulus) {
        return new RsaPublicKey(unsigned(exponent), unsigned(modulus));
    }

    /**
     * Whether {@code signature} is the key's RSASSA-PSS signature over the message, with MGF1 and a salt of the
     * digest's size; a malformed key or signature verifies nothing.
     *
     * @param signature least significant byte first, exactly as long as the modulus
     */
    public boolean verifiesPss(DigestAlgorithm digest, Bytes message, Bytes signature) {
        String name = digest.jcaName();
        try {
            Signature pss = Signature.getInstance("RSASSA-PSS");
            pss.setParameter(new PSSParameterSpec(name, "MGF1", new MGF1ParameterSpec(name), digest.size(), 1));
            pss.initVerify(KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent)));
            pss.update(message.toArray());
            return pss.verify(signature.reversed().toArray());
        } catch (NoSuchAlgorithmException | InvalidAlgorithmParameterException e) {
            throw new MissingAlgorithm("RSASSA-PSS with " + name, e);
        } catch (GeneralSecurityException e) {
            return false; // the provider refuses the key or the signature as malformed
        }
    }

    private static BigInteger unsigned(Bytes littleEndian) {
        return new BigInteger(1, littleEndian.reversed().toArray());
    }
}
