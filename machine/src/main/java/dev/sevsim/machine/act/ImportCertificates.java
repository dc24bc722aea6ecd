package dev.sevsim.machine.act;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.firmware.CommandId;
import java.util.Optional;

/**
 * Puts the platform under an owner: its OCA signs the PEK that PEK_CSR hands out, and PEK_CERT_IMPORT takes both certificates.
 *
 * <p>The platform must have no guest, since its PDH is made anew: before the certificates are exported is a point that fits. A PEK that
 * another authority than the imported one has signed is refused, and the platform stays its own. Keys of authorities are drawn from their
 * names, and protect nothing.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.1, PEK_CSR and PEK_CERT_IMPORT.
 *
 * @param oca name of the authority whose certificate is imported
 * @param signer name of the authority that signs the PEK; empty for the same
 * @param ocaBits inverted in the OCA certificate
 * @param pekBits inverted in the PEK certificate
 */
@Describe(
        "Puts the platform under an owner: PEK_CSR, a signature of the owner's certificate authority, PEK_CERT_IMPORT.")
record ImportCertificates(
        @Describe("name of the authority whose certificate is imported")
        String oca,

        @Describe("name of the authority that signs the PEK, if it is another one")
        Optional<String> signer,

        @Describe(
                "bits of the OCA certificate, as OFFSET:MASK,OFFSET:MASK: those of its body are inverted before it is signed")
        Optional<BitList> ocaBits,

        @Describe("bits of the PEK certificate, likewise") Optional<BitList> pekBits)
        implements Act {

    /** With the certificates of one authority, unchanged. */
    static ImportCertificates of(String oca) {
        return new ImportCertificates(oca, Optional.empty(), Optional.empty(), Optional.empty());
    }

    @Override
    public void perform(HostileHost host, HeldEvent event) {
        perform(host.firmware(), host.ports());
    }

    /** Imports on any platform. */
    void perform(HostFirmware firmware, HostPorts ports) {
        SystemPhysical csr = ports.takeFrames(1);
        HostFirmware.Answer answer =
                firmware.command(CommandId.PEK_CSR, new CommandFields().range("csr", csr, SevCertificate.SIZE));
        if (!answer.succeeded()) {
            return;
        }
        SevCertificate pek = SevCertificate.CODEC.decode(ports.memory().read(csr, SevCertificate.SIZE));
        Authority authority = Authority.ofEc(oca);
        Bytes ocaBytes = signed(authority.certificate().encode(), authority, ocaBits.orElse(BitList.NONE));
        Bytes pekBytes = signed(pek.encode(), Authority.ofEc(signer.orElse(oca)), pekBits.orElse(BitList.NONE));
        var unused = firmware.command(
                CommandId.PEK_CERT_IMPORT,
                new CommandFields()
                        .range("pek_cert", firmware.place(pekBytes), pekBytes.length())
                        .range("oca_cert", firmware.place(ocaBytes), ocaBytes.length()));
    }

    /** The certificate with the signature of an OCA in its first slot; the CEK's signature moves to the other one on import. */
    private static Bytes signed(Bytes certificate, Authority by, BitList bits) {
        SevCertificate body = SevCertificate.CODEC.decode(bits.in(certificate, 0, SevCertificate.BODY_SIZE));
        return bits.in(
                body.withSignature1(KeyUsage.OCA, by.algorithm(), by.sign(body.encode()))
                        .encode(),
                SevCertificate.BODY_SIZE,
                SevCertificate.SIZE);
    }
}
