package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.AmdCertificate;
import dev.sevsim.abi.cert.KeyUsage;
import java.util.ArrayList;
import java.util.List;

/**
 * The ARK keys that a guest owner believes in; nothing is believed that was not given here.
 *
 * <p>A root is pinned by its public key. Its key id counts for nothing, because anybody can write one.
 */
public final class TrustedRoots {
    private final List<RsaPss> keys;

    private TrustedRoots(List<RsaPss> keys) {
        this.keys = List.copyOf(keys);
    }

    /** Believes in nobody. */
    public static TrustedRoots none() {
        return new TrustedRoots(List.of());
    }

    /** Believes in the keys of these ARK certificates. */
    public static TrustedRoots ofCertificates(Bytes... arkCertificates) {
        List<RsaPss> keys = new ArrayList<>();
        for (Bytes certificate : arkCertificates) {
            keys.add(ReceivedCaCertificate.read(KeyUsage.ARK, certificate).key());
        }
        return new TrustedRoots(keys);
    }

    /** Also believes in this key; exponent and modulus least significant byte first, as a certificate holds them. */
    public TrustedRoots plusKey(Bytes exponent, Bytes modulus) {
        List<RsaPss> more = new ArrayList<>(keys);
        more.add(new RsaPss(exponent, modulus));
        return new TrustedRoots(more);
    }

    /** Whether the public key of this ARK is one that was given. */
    public boolean contains(AmdCertificate ark) {
        return keys.contains(new RsaPss(ark.exponent(), ark.modulus()));
    }

    /** How many keys. */
    public int size() {
        return keys.size();
    }
}
