package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.AmdCertificate;
import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.crypto.RsaPublicKey;
import java.util.ArrayList;
import java.util.List;

/**
 * The trusted ARK public keys. No key is trusted by default.
 *
 * <p>A root is pinned by its public key. Its key id is not compared, because a forged certificate can carry any id.
 */
public final class TrustedRoots {
    private final List<RsaPublicKey> keys;

    private TrustedRoots(List<RsaPublicKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /** No trusted key: every chain fails. */
    public static TrustedRoots none() {
        return new TrustedRoots(List.of());
    }

    /** The keys of these ARK certificates. */
    public static TrustedRoots ofCertificates(Bytes... arkCertificates) {
        List<RsaPublicKey> keys = new ArrayList<>();
        for (Bytes certificate : arkCertificates) {
            keys.add(ReceivedCaCertificate.read(KeyUsage.ARK, certificate).key());
        }
        return new TrustedRoots(keys);
    }

    /** A copy that also trusts this key; exponent and modulus least significant byte first, as in a certificate. */
    public TrustedRoots plusKey(Bytes exponent, Bytes modulus) {
        List<RsaPublicKey> more = new ArrayList<>(keys);
        more.add(RsaPublicKey.ofLittleEndian(exponent, modulus));
        return new TrustedRoots(more);
    }

    /** Whether the public key of this ARK is trusted. */
    public boolean contains(AmdCertificate ark) {
        return keys.contains(RsaPublicKey.ofLittleEndian(ark.exponent(), ark.modulus()));
    }

    /** Roots of equal keys in equal order are equal. */
    @Override
    public boolean equals(Object other) {
        return other instanceof TrustedRoots that && keys.equals(that.keys);
    }

    @Override
    public int hashCode() {
        return keys.hashCode();
    }

    /** Number of keys. */
    public int size() {
        return keys.size();
    }
}
