package dev.sevsim.psp.keys;

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
import java.util.Optional;

/**
 * Verifies RSA-PSS as certificates use it: MGF1 and salt with the digest of the key.
 *
 * <p>Keys of 2048 and 4096 bits are well-formed, no others: our choice.
 *
 * <p>Source: docs/reference/sev-firmware-api.md sections 6.2 and 6.3.
 *
 * @param digest JCA name
 * @param exponent public exponent
 * @param modulus of the whole key size
 */
record RsaPss(String digest, BigInteger exponent, BigInteger modulus) {
    private static final int FIELD_SIZE = 0x200;
    private static final int SMALLEST_BITS = 2048;
    private static final int LARGEST_BITS = 4096;

    /** From the key field of a platform certificate; empty when it is malformed. */
    static Optional<RsaPss> ofField(String digest, Bytes keyField) {
        int bits = keyField.asLittleEndian().getInt();
        int modulusAt = 4 + FIELD_SIZE;
        return of(digest, keyField.slice(4, modulusAt), keyField.slice(modulusAt, modulusAt + FIELD_SIZE))
                .filter(key -> key.modulus.bitLength() == bits);
    }

    /** From two numbers, least significant byte first; empty when they make no key. */
    static Optional<RsaPss> of(String digest, Bytes exponentLe, Bytes modulusLe) {
        BigInteger e = unsigned(exponentLe.reversed());
        BigInteger n = unsigned(modulusLe.reversed());
        boolean rightSize = n.bitLength() == SMALLEST_BITS || n.bitLength() == LARGEST_BITS;
        boolean rightNumbers = n.testBit(0) && e.testBit(0) && e.bitLength() > 1 && e.compareTo(n) < 0;
        return rightSize && rightNumbers ? Optional.of(new RsaPss(digest, e, n)) : Optional.empty();
    }

    /** Bytes of a signature. */
    int size() {
        return modulus.bitLength() / 8;
    }

    /** Whether {@code signature}, least significant byte first, covers the message. */
    boolean verifies(Bytes message, Bytes signature) {
        try {
            Signature pss = Signature.getInstance("RSASSA-PSS");
            int salt = Digests.of(digest, Bytes.EMPTY).length();
            pss.setParameter(new PSSParameterSpec(digest, "MGF1", new MGF1ParameterSpec(digest), salt, 1));
            pss.initVerify(KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent)));
            pss.update(message.toArray());
            return pss.verify(signature.reversed().toArray());
        } catch (NoSuchAlgorithmException | InvalidAlgorithmParameterException e) {
            throw new IllegalStateException("every JDK has RSASSA-PSS with " + digest, e);
        } catch (GeneralSecurityException e) {
            return false; // a signature or exponent that the JDK does not even try proves nothing
        }
    }

    private static BigInteger unsigned(Bytes big) {
        return new BigInteger(1, big.toArray());
    }
}
