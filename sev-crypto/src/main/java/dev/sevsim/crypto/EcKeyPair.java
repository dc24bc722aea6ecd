package dev.sevsim.crypto;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.cert.EcPublicKey;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.function.Consumer;
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

    /** Bytes that {@link #ofWide} reduces to a scalar. */
    public static final int WIDE_SIZE = SCALAR_SIZE + 8;

    private final SecretBytes scalar;
    private @Nullable EcPublicKey publicKey;

    private EcKeyPair(SecretBytes scalar, @Nullable EcPublicKey publicKey) {
        this.scalar = scalar;
        this.publicKey = publicKey;
    }

    /**
     * A fresh pair.
     *
     * @param random fills the array that it is given with random bytes
     */
    public static EcKeyPair generate(Consumer<byte[]> random) {
        byte[] wide = new byte[WIDE_SIZE];
        random.accept(wide);
        EcKeyPair pair = ofWide(wide);
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

    /** A stored pair; that the two belong together is not checked. */
    public static EcKeyPair of(SecretBytes scalar, EcPublicKey publicKey) {
        return new EcKeyPair(scalar, publicKey);
    }

    /** 56 random bytes reduced to a scalar; the eight extra bytes make the reduction's bias negligible. */
    public static EcKeyPair ofWide(byte[] wide) {
        BigInteger d = new BigInteger(1, wide)
                .mod(P384.DOMAIN.getN().subtract(BigInteger.ONE))
                .add(BigInteger.ONE);
        byte[] raw = BigIntegers.asUnsignedByteArray(SCALAR_SIZE, d);
        EcKeyPair pair = ofScalar(SecretBytes.copyOf(raw));
        Arrays.fill(raw, (byte) 0);
        return pair;
    }

    /** The public key; computed at the first call, since it costs as much as a signature and not every use needs it. */
    public synchronized EcPublicKey publicKey() {
        EcPublicKey known = publicKey;
        if (known == null) {
            known = P384.encode(new FixedPointCombMultiplier()
                    .multiply(P384.DOMAIN.getG(), privateParameters().getD()));
            publicKey = known;
        }
        return known;
    }

    /** The private scalar, 48 bytes, most significant first, for an identity that is stored; not a copy. */
    public SecretBytes scalar() {
        return scalar;
    }

    /**
     * Z: the x coordinate of the shared point, 48 bytes, most significant first.
     *
     * @throws IllegalArgumentException when the peer's key is not a point of P-384
     */
    public SecretBytes sharedSecret(EcPublicKey peer) {
        ECDHBasicAgreement agreement = new ECDHBasicAgreement();
        agreement.init(privateParameters());
        byte[] x = BigIntegers.asUnsignedByteArray(
                SCALAR_SIZE, agreement.calculateAgreement(P384.publicParameters(P384.decode(peer))));
        SecretBytes z = SecretBytes.copyOf(x);
        Arrays.fill(x, (byte) 0);
        return z;
    }

    /**
     * As {@link #sharedSecret}, for a point that may lie on another curve; the point at infinity gives zero, our
     * choice.
     */
    public SecretBytes sharedSecretUnchecked(EcPublicKey peer) {
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
        BigInteger[] rs =
                signer.generateSignature(DigestAlgorithm.SHA_256.digest(message).toArray());
        return Bytes.concat(
                Bytes.copyOf(BigIntegers.asUnsignedByteArray(SCALAR_SIZE, rs[0])),
                Bytes.copyOf(BigIntegers.asUnsignedByteArray(SCALAR_SIZE, rs[1])));
    }

    /** Erases the private scalar; a public key that was computed before remains available. */
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
