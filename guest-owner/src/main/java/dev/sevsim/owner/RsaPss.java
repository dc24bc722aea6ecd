package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAPublicKeySpec;

/**
 * RSA-PSS as certificates use it: MGF1 and salt with the digest of the signature.
 *
 * <p>Source: docs/reference/sev-firmware-api.md sections 6.3 and 6.7.
 *
 * @param exponent least significant byte first
 * @param modulus least significant byte first
 */
record RsaPss(Bytes exponent, Bytes modulus) {
    /** Whether {@code signature}, least significant byte first, covers the message; malformed input does not. */
    boolean verifies(String digestName, Bytes message, Bytes signature) {
        try {
            Signature pss = Signature.getInstance("RSASSA-PSS");
            int saltBytes = digestName.equals("SHA-384") ? 48 : 32;
            pss.setParameter(new PSSParameterSpec(digestName, "MGF1", new MGF1ParameterSpec(digestName), saltBytes, 1));
            pss.initVerify(publicKey());
            pss.update(message.toArray());
            return pss.verify(signature.reversed().toArray());
        } catch (NoSuchAlgorithmException | InvalidAlgorithmParameterException e) {
            throw new IllegalStateException("every JDK has RSASSA-PSS with " + digestName, e);
        } catch (GeneralSecurityException e) {
            return false; // a key or signature that the JDK calls malformed proves nothing
        }
    }

    private PublicKey publicKey() throws GeneralSecurityException {
        BigInteger n = new BigInteger(1, modulus.reversed().toArray());
        BigInteger e = new BigInteger(1, exponent.reversed().toArray());
        return KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(n, e));
    }
}
