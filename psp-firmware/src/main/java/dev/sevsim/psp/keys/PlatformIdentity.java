package dev.sevsim.psp.keys;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.cert.EcPublicKey;
import dev.sevsim.abi.cert.EcSignature;
import dev.sevsim.abi.cert.KeyAlgorithm;
import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.bus.time.SimRandom;
import dev.sevsim.bus.work.Ahead;
import dev.sevsim.bus.work.Workers;
import dev.sevsim.crypto.EcKeyPair;
import dev.sevsim.psp.nv.MemoryNvStorage;
import dev.sevsim.psp.nv.NvStorage;
import java.util.Optional;

/**
 * What makes a platform this platform: the chip and the keys and certificates that it keeps.
 *
 * <p>Source: docs/reference/sev-firmware-api.md sections 3.7 and 6.4.
 *
 * @param chip the fuses
 * @param ownership whose OCA it is
 * @param oca owner certificate authority; empty when externally owned, as its private half is the owner's
 * @param pek platform endorsement key
 * @param pdh platform Diffie-Hellman key
 * @param certificates of the three keys
 */
public record PlatformIdentity(
        ChipSecret chip,
        Ownership ownership,
        Optional<EcKeyPair> oca,
        EcKeyPair pek,
        EcKeyPair pdh,
        IdentityCertificates certificates) {
    /** A self-owned identity with fresh OCA, PEK and PDH keys, as the first INIT makes it. */
    public static PlatformIdentity selfOwned(ChipSecret chip, ApiVersion version, SimRandom random, Workers workers) {
        EcKeyPair oca = EcKeyPair.generate(random::nextBytes);
        EcKeyPair pek = EcKeyPair.generate(random::nextBytes);
        EcKeyPair pdh = EcKeyPair.generate(random::nextBytes);
        return selfOwned(chip, version, new Keys(oca, pek, pdh), workers);
    }

    /**
     * The keys of a self-owned identity.
     *
     * @param oca owner certificate authority
     * @param pek platform endorsement key
     * @param pdh platform Diffie-Hellman key
     */
    public record Keys(EcKeyPair oca, EcKeyPair pek, EcKeyPair pdh) {}

    /**
     * A self-owned identity over given keys, whose certificates are made and signed here.
     *
     * @param workers make two of the three certificates, since curve arithmetic is most of what INIT costs
     */
    public static PlatformIdentity selfOwned(ChipSecret chip, ApiVersion version, Keys keys, Workers workers) {
        Ahead<SevCertificate> ocaCert = workers.start(() -> ocaCertificate(keys.oca()));
        Ahead<SevCertificate> pdhCert = workers.start(() -> pdhCertificate(version, keys.pek(), keys.pdh()));
        SevCertificate pekCert = pekCertificate(chip, version, keys.pek(), keys.oca());
        IdentityCertificates certificates = IdentityCertificates.of(ocaCert.get(), pekCert, pdhCert.get());
        return new PlatformIdentity(
                chip, Ownership.SELF_OWNED, Optional.of(keys.oca()), keys.pek(), keys.pdh(), certificates);
    }

    /** Returns a copy with another PDH, as PDH_GEN makes it. */
    PlatformIdentity withPdh(ApiVersion version, EcKeyPair newPdh) {
        IdentityCertificates renewed = new IdentityCertificates(
                certificates.ocaBytes(),
                certificates.pekBytes(),
                pdhCertificate(version, pek, newPdh).encode());
        return new PlatformIdentity(chip, ownership, oca, pek, newPdh, renewed);
    }

    /** Returns a copy under an owner's OCA, with another PDH, as PEK_CERT_IMPORT makes it. */
    PlatformIdentity ownedBy(Bytes ocaBytes, Bytes pekBytes, ApiVersion version, EcKeyPair newPdh) {
        IdentityCertificates imported = new IdentityCertificates(
                ocaBytes, pekBytes, pdhCertificate(version, pek, newPdh).encode());
        return new PlatformIdentity(chip, Ownership.EXTERNALLY_OWNED, Optional.empty(), pek, newPdh, imported);
    }

    /** The CEK certificate as PDH_CERT_EXPORT gives it: without a signature. */
    public static SevCertificate unsignedCek(ChipSecret chip, ApiVersion version) {
        return body(version, KeyUsage.CEK, KeyAlgorithm.ECDSA_SHA256, chip.cekPublicKey());
    }

    /** What the persistent store holds of this, see {@link IdentityCodec}. */
    public SecretBytes encode() {
        return IdentityCodec.encode(this);
    }

    /** A flash that holds this. */
    public NvStorage flash() {
        MemoryNvStorage flash = new MemoryNvStorage();
        Optional<StoreFault> fault = new IdentityStore(chip, flash).save(this);
        if (fault.isPresent()) {
            throw new IllegalStateException("memory is always writable");
        }
        return flash;
    }

    private static SevCertificate ocaCertificate(EcKeyPair oca) {
        SevCertificate body = SevCertificate.unsigned(
                0, 0, KeyUsage.OCA, KeyAlgorithm.ECDSA_SHA256, oca.publicKey().encode());
        return body.withSignature1(KeyUsage.OCA, KeyAlgorithm.ECDSA_SHA256, signature(oca, body));
    }

    private static SevCertificate pekCertificate(ChipSecret chip, ApiVersion version, EcKeyPair pek, EcKeyPair oca) {
        SevCertificate body = body(version, KeyUsage.PEK, KeyAlgorithm.ECDSA_SHA256, pek.publicKey());
        EcKeyPair cek = chip.deriveCek();
        Bytes byCek = signature(cek, body);
        cek.wipe();
        return body.withSignature1(KeyUsage.OCA, KeyAlgorithm.ECDSA_SHA256, signature(oca, body))
                .withSignature2(KeyUsage.CEK, KeyAlgorithm.ECDSA_SHA256, byCek);
    }

    private static SevCertificate pdhCertificate(ApiVersion version, EcKeyPair pek, EcKeyPair pdh) {
        SevCertificate pdhBody = body(version, KeyUsage.PDH, KeyAlgorithm.ECDH_SHA256, pdh.publicKey());
        return pdhBody.withSignature1(KeyUsage.PEK, KeyAlgorithm.ECDSA_SHA256, signature(pek, pdhBody));
    }

    private static SevCertificate body(
            ApiVersion version, KeyUsage usage, KeyAlgorithm algorithm, EcPublicKey publicKey) {
        return SevCertificate.unsigned(version.major(), version.minor(), usage, algorithm, publicKey.encode());
    }

    private static Bytes signature(EcKeyPair signer, SevCertificate certificate) {
        return EcSignature.ofP1363(signer.sign(certificate.body())).encode();
    }

    @Override
    public String toString() {
        return "PlatformIdentity[" + ownership + ", PDH " + pdh.publicKey().xBe() + "]";
    }
}
