package dev.sevsim.psp.keys;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.SevCertificate;

/**
 * Certificates that a platform keeps, as bytes: an owner's OCA may have reserved bytes, which its signature covers.
 *
 * @param ocaBytes signed by itself or, when externally owned, as its owner had it
 * @param pekBytes signed by OCA and CEK
 * @param pdhBytes signed by PEK
 */
public record IdentityCertificates(Bytes ocaBytes, Bytes pekBytes, Bytes pdhBytes) {
    static IdentityCertificates of(SevCertificate oca, SevCertificate pek, SevCertificate pdh) {
        return new IdentityCertificates(oca.encode(), pek.encode(), pdh.encode());
    }

    public SevCertificate oca() {
        return SevCertificate.CODEC.decode(ocaBytes);
    }

    public SevCertificate pek() {
        return SevCertificate.CODEC.decode(pekBytes);
    }

    public SevCertificate pdh() {
        return SevCertificate.CODEC.decode(pdhBytes);
    }
}
