package dev.sevsim.machine.act;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.EcSignature;
import dev.sevsim.abi.cert.KeyAlgorithm;
import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.bus.time.SimRandom;
import dev.sevsim.crypto.DigestAlgorithm;
import dev.sevsim.crypto.EcKeyPair;
import dev.sevsim.crypto.RsaPrivateKey;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.util.function.UnaryOperator;

/**
 * A certificate authority of the host. Its key is drawn from its name, the same wherever the name is used, and protects nothing.
 *
 * <p>Source: docs/reference/sev-firmware-api.md sections 6.1 to 6.3.
 *
 * @param algorithm of its key
 * @param publicKey the key field of its certificate
 * @param signer makes a signature field, least significant byte first
 */
record Authority(KeyAlgorithm algorithm, Bytes publicKey, UnaryOperator<Bytes> signer) {
    /** Bytes of the exponent's and of the modulus' field. */
    private static final int RSA_FIELD = 0x200;

    private static final int LONGEST = RSA_FIELD * Byte.SIZE;
    private static final int SHORTEST = 1024;
    private static final BigInteger EXPONENT = BigInteger.valueOf(0x10001);

    /** With a P-384 key. */
    static Authority ofEc(String name) {
        EcKeyPair key = EcKeyPair.generate(random(name)::nextBytes);
        return new Authority(
                KeyAlgorithm.ECDSA_SHA256,
                key.publicKey().encode(),
                body -> EcSignature.ofP1363(key.sign(body)).encode());
    }

    /**
     * With an RSA key of any size that certificates have room for.
     *
     * @throws IllegalArgumentException for another size
     */
    static Authority ofRsa(String name, long bits) {
        requireBits(bits);
        SimRandom random = random(name);
        BigInteger first = prime(random, (int) bits / 2);
        BigInteger second = prime(random, (int) bits / 2);
        BigInteger modulus = first.multiply(second);
        RsaPrivateKey key = privateKey(first, second);
        Bytes field = Bytes.concat(Bytes.u32Le((int) bits), number(EXPONENT), number(modulus));
        return new Authority(
                KeyAlgorithm.RSA_SHA256,
                field,
                body -> key.signPss(DigestAlgorithm.SHA_256, body, bytes(random, DigestAlgorithm.SHA_256.size()))
                        .paddedTo(SevCertificate.SIGNATURE_SIZE));
    }

    /** Refuses a size of an RSA key that a certificate cannot hold. */
    static void requireBits(long bits) {
        if (bits < SHORTEST || bits > LONGEST || bits % Long.SIZE != 0) {
            throw new IllegalArgumentException("RSA key of " + bits + " bits, expected a multiple of " + Long.SIZE
                    + " from " + SHORTEST + " to " + LONGEST);
        }
    }

    /** Its certificate without a signature. */
    SevCertificate certificate() {
        return SevCertificate.unsigned(0, 0, KeyUsage.OCA, algorithm, publicKey);
    }

    /** The signature field for the body of a certificate, as its bytes came. */
    Bytes sign(Bytes certificate) {
        return signer.apply(certificate.slice(0, SevCertificate.BODY_SIZE));
    }

    private static SimRandom random(String name) {
        return SeededRandom.of(name.hashCode()).split("authority");
    }

    private static Bytes bytes(SimRandom random, int length) {
        byte[] drawn = new byte[length];
        random.nextBytes(drawn);
        return Bytes.copyOf(drawn);
    }

    /** The two highest bits are set, so that the product of two has all of its bits. */
    private static BigInteger prime(SimRandom random, int bits) {
        BigInteger start = new BigInteger(1, bytes(random, bits / Byte.SIZE).toArray());
        return start.setBit(bits - 1).setBit(bits - 2).nextProbablePrime();
    }

    private static RsaPrivateKey privateKey(BigInteger first, BigInteger second) {
        BigInteger one = BigInteger.ONE;
        BigInteger secret = EXPONENT.modInverse(first.subtract(one).multiply(second.subtract(one)));
        RSAPrivateCrtKeySpec spec = new RSAPrivateCrtKeySpec(
                first.multiply(second),
                EXPONENT,
                secret,
                first,
                second,
                secret.mod(first.subtract(one)),
                secret.mod(second.subtract(one)),
                second.modInverse(first));
        try {
            return RsaPrivateKey.ofPkcs8(
                    KeyFactory.getInstance("RSA").generatePrivate(spec).getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no RSA", e);
        }
    }

    private static Bytes number(BigInteger value) {
        byte[] big = value.toByteArray();
        int sign = big[0] == 0 ? 1 : 0;
        return Bytes.copyOf(big, sign, big.length - sign).reversed().paddedTo(RSA_FIELD);
    }
}
