package dev.sevsim.psp.keys;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.cert.EcPublicKey;
import dev.sevsim.bus.time.SimRandom;
import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.crypto.agreement.ECDHBasicAgreement;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;

/**
 * A P-384 key pair, for ECDSA with SHA-256 or for ECDH.
 *
 * <p>Source: docs/reference/sev-firmware-api.md sections 5.1 and 5.3.
 */
public final class EcKeyPair {
    /** Bytes of a private scalar and of a coordinate. */
    public static final int SCALAR_SIZE = 48;

    private static final int WIDE_SIZE = SCALAR_SIZE + 8;

    private final SecretBytes scalar;
    private @Nullable EcPublicKey publicKey;

    private EcKeyPair(SecretBytes scalar, @Nullable EcPublicKey publicKey) {
        this.scalar = scalar;
        this.publicKey = publicKey;
    }

    /** A fresh pair. */
    public static EcKeyPair generate(SimRandom random) {
        byte[] wide = new byte[WIDE_SIZE];
        random.nextBytes(wide);
        EcKeyPair pair = fromWide(wide);
        Arrays.fill(wide, (byte) 0);
        return pair;
    }

    /** The pair of a private scalar: 48 bytes, most significant first, from 1 to the group order less 1. */
    public static EcKeyPair ofScalar(SecretBytes scalar) {
        byte[] raw = scalar.reveal();
        BigInteger d = new BigInteger(1, raw);
        Arrays.fill(raw, (byte) 0);
        if (scalar.length() != SCALAR_SIZE || d.signum() == 0 || d.compareTo(P384.DOMAIN.getN()) >= 0) {
            throw new IllegalArgumentException("not a private scalar of P-384");
        }
        return new EcKeyPair(scalar, null);
    }

    /** A pair whose halves are known to belong together, as when a stored identity is read back. */
    static EcKeyPair of(SecretBytes scalar, EcPublicKey publicKey) {
        return new EcKeyPair(scalar, publicKey);
    }

    /** 56 random bytes reduced to a scalar; the eight extra bytes make the reduction's bias negligible. */
    static EcKeyPair fromWide(byte[] wide) {
        BigInteger d = new BigInteger(1, wide)
                .mod(P384.DOMAIN.getN().subtract(BigInteger.ONE))
                .add(BigInteger.ONE);
        byte[] raw = BigIntegers.asUnsignedByteArray(SCALAR_SIZE, d);
        EcKeyPair pair = ofScalar(SecretBytes.copyOf(raw));
        Arrays.fill(raw, (byte) 0);
        return pair;
    }

    /** The public half: computed when first asked for, as it costs as much as a signature and not every use needs it. */
    public synchronized EcPublicKey publicKey() {
        EcPublicKey known = publicKey;
        if (known == null) {
            known = P384.encode(new FixedPointCombMultiplier()
                    .multiply(P384.DOMAIN.getG(), privateParameters().getD()));
            publicKey = known;
        }
        return known;
    }

    /** The private scalar, for an identity that is written down. */
    SecretBytes scalar() {
        return scalar;
    }

    /** Z: the x coordinate of the shared point, 48 bytes, most significant first. The peer must be on the curve. */
    public SecretBytes sharedSecret(EcPublicKey peer) {
        ECDHBasicAgreement agreement = new ECDHBasicAgreement();
        agreement.init(privateParameters());
        byte[] x = BigIntegers.asUnsignedByteArray(
                SCALAR_SIZE, agreement.calculateAgreement(P384.publicParameters(P384.decode(peer))));
        SecretBytes z = SecretBytes.copyOf(x);
        Arrays.fill(x, (byte) 0);
        return z;
    }

    /** As {@link #sharedSecret}, for a point that may lie on another curve; the point at infinity gives zero, our choice. */
    SecretBytes sharedSecretUnchecked(EcPublicKey peer) {
        ECPoint shared = P384.multiplyUnchecked(peer, privateParameters().getD());
        byte[] x = shared.isInfinity()
                ? new byte[SCALAR_SIZE]
                : BigIntegers.asUnsignedByteArray(
                        SCALAR_SIZE, shared.getAffineXCoord().toBigInteger());
        SecretBytes z = SecretBytes.copyOf(x);
        Arrays.fill(x, (byte) 0);
        return z;
    }

    /** ECDSA with SHA-256 and the nonce of RFC 6979: R and S, 48 bytes each, most significant first. */
    public Bytes sign(Bytes message) {
        ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        signer.init(true, privateParameters());
        BigInteger[] rs = signer.generateSignature(P384.sha256(message));
        return Bytes.concat(
                Bytes.copyOf(BigIntegers.asUnsignedByteArray(SCALAR_SIZE, rs[0])),
                Bytes.copyOf(BigIntegers.asUnsignedByteArray(SCALAR_SIZE, rs[1])));
    }

    /** Erases the private half; the public one stays known if it was asked for before. */
    public void wipe() {
        scalar.wipe();
    }

    private ECPrivateKeyParameters privateParameters() {
        byte[] raw = scalar.reveal();
        BigInteger d = new BigInteger(1, raw);
        Arrays.fill(raw, (byte) 0);
        return new ECPrivateKeyParameters(d, P384.DOMAIN);
    }

    @Override
    public String toString() {
        return "EcKeyPair[" + publicKey().xBe() + "]";
    }
}
