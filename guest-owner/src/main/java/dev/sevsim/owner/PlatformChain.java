package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.abi.cert.SevCertificate;
import java.util.Optional;

/**
 * The certificates of one platform, read and not verified.
 *
 * <p>Source: docs/reference/guest-owner-tools.md section 2.3, docs/reference/sev-firmware-api.md section 6.6.
 *
 * @param pdh signed by the PEK
 * @param pek signed by the OCA and the CEK
 * @param oca signed by itself
 * @param cek signed by the ASK; unsigned as the firmware exports it
 * @param ask signed by the ARK; empty when the chain came without it
 * @param ark signed by itself; empty when the chain came without it
 */
public record PlatformChain(
        ReceivedCertificate pdh,
        ReceivedCertificate pek,
        ReceivedCertificate oca,
        ReceivedCertificate cek,
        Optional<ReceivedCaCertificate> ask,
        Optional<ReceivedCaCertificate> ark) {
    private static final int SIZE = SevCertificate.SIZE;
    private static final String WHAT = "certificates";

    /** Bytes of a chain file without AMD's certificates: PDH, PEK, OCA, CEK. */
    public static final int SEV_CHAIN_SIZE = 4 * SIZE;

    /** Fewer bytes than these after a CEK are no certificate; readers of chain files ignore what follows them. */
    private static final int CA_START = 64;

    /**
     * Reads a chain file: PDH, PEK, OCA, CEK, and when more certificates follow also ASK and ARK.
     *
     * @throws OwnerInputException naming the form of the file, or the certificate at which it goes wrong
     */
    public static PlatformChain parse(Bytes file) {
        return parse(file, WHAT);
    }

    /** As {@link #parse(Bytes)}; {@code what} names the file in messages. */
    static PlatformChain parse(Bytes file, String what) {
        if (!CertificateFile.mayStart(file, 0) && !CertificateFile.mayStart(file, SIZE)) {
            BinaryInput.requireBinary(what, file, "PDH, PEK, OCA, CEK");
            throw CertificateFile.noCertificate(what);
        }
        try {
            return inOrder(file);
        } catch (OwnerInputException e) {
            throw CertificateFile.parse(file).anotherForm(what).orElse(e);
        }
    }

    private static PlatformChain inOrder(Bytes file) {
        PlatformChain chain = new PlatformChain(
                ReceivedCertificate.readAt(KeyUsage.PDH, file, 0),
                ReceivedCertificate.readAt(KeyUsage.PEK, file, SIZE),
                ReceivedCertificate.readAt(KeyUsage.OCA, file, 2 * SIZE),
                ReceivedCertificate.readAt(KeyUsage.CEK, file, 3 * SIZE),
                Optional.empty(),
                Optional.empty());
        return file.length() < SEV_CHAIN_SIZE + CA_START ? chain : chain.withCaAt(file, SEV_CHAIN_SIZE);
    }

    /**
     * From what a host sends: the PDH, then PEK, OCA and CEK in one piece, then ASK and ARK in one piece.
     *
     * @param ca may be empty
     */
    public static PlatformChain of(Bytes pdh, Bytes chain, Bytes ca) {
        BinaryInput.exactly("PEK, OCA and CEK certificates", chain, 3 * SIZE);
        PlatformChain platform = new PlatformChain(
                ReceivedCertificate.read(KeyUsage.PDH, pdh),
                ReceivedCertificate.readAt(KeyUsage.PEK, chain, 0),
                ReceivedCertificate.readAt(KeyUsage.OCA, chain, SIZE),
                ReceivedCertificate.readAt(KeyUsage.CEK, chain, 2 * SIZE),
                Optional.empty(),
                Optional.empty());
        return ca.isEmpty() ? platform : platform.withCa(ca);
    }

    /** PDH, PEK, OCA, CEK: a chain file without AMD's certificates. */
    public Bytes sevChain() {
        return Bytes.concat(pdh.raw(), pek.raw(), oca.raw(), cek.raw());
    }

    /** PDH, PEK, OCA, CEK and, as far as present, ASK and ARK: what {@link #parse} reads. */
    public Bytes fullChain() {
        return Bytes.concat(
                sevChain(),
                ask.map(ReceivedCaCertificate::raw).orElse(Bytes.EMPTY),
                ark.map(ReceivedCaCertificate::raw).orElse(Bytes.EMPTY));
    }

    /** Returns a copy with AMD's certificates from a CA chain file: ASK, then ARK. */
    public PlatformChain withCa(Bytes caChain) {
        return withCaAt(caChain, 0);
    }

    /**
     * Returns a copy with the CEK as AMD's key distribution service signed it, in place of the unsigned one that the
     * firmware exports.
     *
     * <p>Nothing changes when the platform's CEK already carries a signature.
     *
     * @throws OwnerInputException when it is no CEK, or signs another chip's key
     */
    public PlatformChain withSignedCek(Bytes signedCek) {
        ReceivedCertificate signed = ReceivedCertificate.read(KeyUsage.CEK, signedCek);
        CertificateFile.requireCek("signed CEK certificate", signedCek);
        if (!cek.isUnsigned()) {
            return this;
        }
        if (!signed.content().publicKey().equals(cek.content().publicKey())) {
            throw new OwnerInputException(
                    "signed CEK certificate", "another key than the platform's CEK", "the one of this chip");
        }
        return new PlatformChain(pdh, pek, oca, signed, ask, ark);
    }

    private PlatformChain withCaAt(Bytes file, int offset) {
        ReceivedCaCertificate first = ReceivedCaCertificate.readAt(KeyUsage.ASK, file, offset);
        int second = offset + first.content().size();
        ReceivedCaCertificate last = ReceivedCaCertificate.readAt(KeyUsage.ARK, file, second);
        return new PlatformChain(pdh, pek, oca, cek, Optional.of(first), Optional.of(last));
    }
}
