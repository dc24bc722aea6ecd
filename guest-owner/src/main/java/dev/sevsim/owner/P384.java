package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.cert.EcPublicKey;
import dev.sevsim.abi.cert.EcSignature;
import dev.sevsim.bus.time.SimRandom;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.agreement.ECDHBasicAgreement;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;

/**
 * The one curve of SEV certificates.
 *
 * <p>Source: docs/reference/sev-firmware-api.md sections 5.3, 6.2 and 6.3.
 */
final class P384 {
    private static final int SCALAR_BYTES = 48;

    /** Drawing 64 bits more than the order has leaves no bias worth the name. */
    private static final int DRAWN_BYTES = SCALAR_BYTES + 8;

    private static final ECDomainParameters DOMAIN = domain();

    private P384() {}

    /** What is wrong with a key; empty for a point of the curve. */
    static Optional<String> problem(EcPublicKey key) {
        if (key.curve() != EcPublicKey.CURVE_P384) {
            return Optional.of("key is on curve " + Integer.toUnsignedString(key.curve()) + ", expected 2 (P-384)");
        }
        if (!key.fitsP384()) {
            return Optional.of("key coordinates are longer than 48 bytes");
        }
        return point(key).isEmpty() ? Optional.of("key is not a point of P-384") : Optional.empty();
    }

    /** Whether this is the key's ECDSA signature over the message; a malformed key or signature is not. */
    static boolean verifies(EcPublicKey key, String digestName, Bytes message, EcSignature signature) {
        Optional<ECPublicKeyParameters> signer = problem(key).isPresent() ? Optional.empty() : point(key);
        if (signer.isEmpty() || !signature.fitsP384()) {
            return false;
        }
        ECDSASigner ecdsa = new ECDSASigner();
        ecdsa.init(false, signer.get());
        Bytes rAndS = signature.toP1363();
        return ecdsa.verifySignature(
                digest(digestName, message),
                new BigInteger(1, rAndS.slice(0, SCALAR_BYTES).toArray()),
                new BigInteger(1, rAndS.from(SCALAR_BYTES).toArray()));
    }

    /** Z: the x coordinate of the shared point, 48 bytes, most significant first. */
    static SecretBytes sharedSecret(SecretBytes privateScalar, EcPublicKey peer) {
        ECPublicKeyParameters peerPoint =
                point(peer).orElseThrow(() -> new IllegalArgumentException("peer key was not checked"));
        ECDHBasicAgreement agreement = new ECDHBasicAgreement();
        agreement.init(new ECPrivateKeyParameters(scalar(privateScalar), DOMAIN));
        byte[] z = BigIntegers.asUnsignedByteArray(SCALAR_BYTES, agreement.calculateAgreement(peerPoint));
        SecretBytes shared = SecretBytes.copyOf(z);
        Arrays.fill(z, (byte) 0);
        return shared;
    }

    /** The public key of a private scalar. */
    static EcPublicKey publicKeyOf(SecretBytes privateScalar) {
        ECPoint q = new FixedPointCombMultiplier()
                .multiply(DOMAIN.getG(), scalar(privateScalar))
                .normalize();
        return EcPublicKey.ofP384(
                Bytes.copyOf(q.getAffineXCoord().getEncoded()),
                Bytes.copyOf(q.getAffineYCoord().getEncoded()));
    }

    /** A private scalar, 48 bytes, most significant first. */
    static SecretBytes newPrivateScalar(SimRandom random) {
        byte[] drawn = new byte[DRAWN_BYTES];
        random.nextBytes(drawn);
        BigInteger d = new BigInteger(1, drawn)
                .mod(DOMAIN.getN().subtract(BigInteger.ONE))
                .add(BigInteger.ONE);
        byte[] raw = BigIntegers.asUnsignedByteArray(SCALAR_BYTES, d);
        SecretBytes scalar = SecretBytes.copyOf(raw);
        Arrays.fill(drawn, (byte) 0);
        Arrays.fill(raw, (byte) 0);
        return scalar;
    }

    private static Optional<ECPublicKeyParameters> point(EcPublicKey key) {
        try {
            ECPoint q = DOMAIN.getCurve()
                    .validatePoint(
                            new BigInteger(1, key.xBe().toArray()),
                            new BigInteger(1, key.yBe().toArray()));
            return Optional.of(new ECPublicKeyParameters(q, DOMAIN));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // how Bouncy Castle says that coordinates are out of range or off the curve
        }
    }

    private static BigInteger scalar(SecretBytes privateScalar) {
        byte[] raw = privateScalar.reveal();
        BigInteger d = new BigInteger(1, raw);
        Arrays.fill(raw, (byte) 0);
        return d;
    }

    private static byte[] digest(String name, Bytes message) {
        try {
            return MessageDigest.getInstance(name).digest(message.toArray());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + name, e);
        }
    }

    private static ECDomainParameters domain() {
        X9ECParameters curve = CustomNamedCurves.getByName("secp384r1");
        return new ECDomainParameters(curve.getCurve(), curve.getG(), curve.getN(), curve.getH());
    }
}
