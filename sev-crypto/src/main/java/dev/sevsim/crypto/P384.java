package dev.sevsim.crypto;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.EcPublicKey;
import dev.sevsim.abi.cert.EcSignature;
import java.math.BigInteger;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.BigIntegers;

/**
 * The curve of every elliptic key of SEV, between certificate fields and the library's types.
 *
 * <p>Source: docs/reference/sev-firmware-api.md sections 5.3, 6.2 and 6.3.
 */
public final class P384 {
    static final ECDomainParameters DOMAIN = domain();

    private static final int COORDINATE_SIZE = 48;

    private P384() {}

    /** Whether this is a P-384 key whose point lies on the curve. */
    public static boolean isValid(EcPublicKey key) {
        return hasCoordinates(key)
                && DOMAIN.getCurve()
                        .createPoint(unsigned(key.xBe()), unsigned(key.yBe()))
                        .isValid();
    }

    /** Whether the curve field names P-384 and the coordinates are in its field; the point may lie on another curve. */
    public static boolean hasCoordinates(EcPublicKey key) {
        if (key.curve() != EcPublicKey.CURVE_P384 || !key.fitsP384()) {
            return false;
        }
        BigInteger p = DOMAIN.getCurve().getField().getCharacteristic();
        return unsigned(key.xBe()).compareTo(p) < 0 && unsigned(key.yBe()).compareTo(p) < 0;
    }

    /**
     * d times the point on the curve on which it lies: the addition formulas use a and never b, so code that does not
     * check the point computes on the curve with a = -3 and the b that fits.
     */
    static ECPoint multiplyUnchecked(EcPublicKey key, BigInteger d) {
        ECPoint point = DOMAIN.getCurve().createPoint(unsigned(key.xBe()), unsigned(key.yBe()));
        ECPoint product = DOMAIN.getCurve().getInfinity();
        for (int bit = d.bitLength() - 1; bit >= 0; bit--) {
            product = product.twice();
            if (d.testBit(bit)) {
                product = product.add(point);
            }
        }
        return product.normalize();
    }

    /** Whether {@code signature} is the key's ECDSA signature over the message; a malformed key or signature is not. */
    public static boolean verify(EcPublicKey key, DigestAlgorithm digest, Bytes message, EcSignature signature) {
        if (!isValid(key) || !signature.fitsP384()) {
            return false;
        }
        ECDSASigner verifier = new ECDSASigner();
        verifier.init(false, publicParameters(decode(key)));
        Bytes rs = signature.toP1363();
        return verifier.verifySignature(
                digest.digest(message).toArray(),
                unsigned(rs.slice(0, COORDINATE_SIZE)),
                unsigned(rs.from(COORDINATE_SIZE)));
    }

    static EcPublicKey encode(ECPoint point) {
        ECPoint affine = point.normalize();
        return EcPublicKey.ofP384(
                coordinate(affine.getAffineXCoord().toBigInteger()),
                coordinate(affine.getAffineYCoord().toBigInteger()));
    }

    static ECPoint decode(EcPublicKey key) {
        if (!isValid(key)) {
            throw new IllegalArgumentException("not a point of P-384");
        }
        return DOMAIN.getCurve().createPoint(unsigned(key.xBe()), unsigned(key.yBe()));
    }

    static ECPublicKeyParameters publicParameters(ECPoint point) {
        return new ECPublicKeyParameters(point, DOMAIN);
    }

    private static Bytes coordinate(BigInteger value) {
        return Bytes.copyOf(BigIntegers.asUnsignedByteArray(COORDINATE_SIZE, value));
    }

    private static BigInteger unsigned(Bytes big) {
        return new BigInteger(1, big.toArray());
    }

    private static ECDomainParameters domain() {
        X9ECParameters curve = CustomNamedCurves.getByName("secp384r1");
        return new ECDomainParameters(curve.getCurve(), curve.getG(), curve.getN(), curve.getH());
    }
}
