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

/**
 * What makes a platform this platform: the chip and the keys and certificates that it keeps.
 *
 * <p>Source: sev-firmware-api.md sections 3.7 and 6.4.
 *
 * @param chip the fuses
 * @param ownership whose OCA it is
 * @param oca owner certificate authority; the private half exists only in a self-owned platform
 * @param pek platform endorsement key
 * @param pdh platform Diffie-Hellman key
 * @param certificates of the three keys
 */
public record PlatformIdentity(
        ChipSecret chip,
        Ownership ownership,
        EcKeyPair oca,
        EcKeyPair pek,
        EcKeyPair pdh,
        IdentityCertificates certificates) {
    /** A self-owned identity with fresh OCA, PEK and PDH keys, as the first INIT makes it. */
    public static PlatformIdentity selfOwned(ChipSecret chip, ApiVersion version, SimRandom random) {
        EcKeyPair oca = EcKeyPair.generate(random);
        EcKeyPair pek = EcKeyPair.generate(random);
        EcKeyPair pdh = EcKeyPair.generate(random);
        return selfOwned(chip, version, oca, pek, pdh);
    }

    /** A self-owned identity over given keys: certificates are made and signed here. */
    public static PlatformIdentity selfOwned(
            ChipSecret chip, ApiVersion version, EcKeyPair oca, EcKeyPair pek, EcKeyPair pdh) {
        EcKeyPair cek = chip.deriveCek();
        SevCertificate ocaBody = SevCertificate.unsigned(
                0, 0, KeyUsage.OCA, KeyAlgorithm.ECDSA_SHA256, oca.publicKey().encode());
        SevCertificate pekBody = body(version, KeyUsage.PEK, KeyAlgorithm.ECDSA_SHA256, pek.publicKey());
        SevCertificate pdhBody = body(version, KeyUsage.PDH, KeyAlgorithm.ECDH_SHA256, pdh.publicKey());
        SevCertificate ocaCert =
                ocaBody.withSignature1(KeyUsage.OCA, KeyAlgorithm.ECDSA_SHA256, signature(oca, ocaBody));
        SevCertificate pekCert = pekBody.withSignature1(
                        KeyUsage.OCA, KeyAlgorithm.ECDSA_SHA256, signature(oca, pekBody))
                .withSignature2(KeyUsage.CEK, KeyAlgorithm.ECDSA_SHA256, signature(cek, pekBody));
        SevCertificate pdhCert =
                pdhBody.withSignature1(KeyUsage.PEK, KeyAlgorithm.ECDSA_SHA256, signature(pek, pdhBody));
        cek.wipe();
        IdentityCertificates certificates = new IdentityCertificates(ocaCert, pekCert, pdhCert);
        return new PlatformIdentity(chip, Ownership.SELF_OWNED, oca, pek, pdh, certificates);
    }

    /** The CEK certificate as PDH_CERT_EXPORT gives it: without a signature. */
    static SevCertificate unsignedCek(ChipSecret chip, ApiVersion version) {
        EcKeyPair cek = chip.deriveCek();
        SevCertificate certificate = body(version, KeyUsage.CEK, KeyAlgorithm.ECDSA_SHA256, cek.publicKey());
        cek.wipe();
        return certificate;
    }

    /** The stored form, see {@link IdentityCodec}. */
    public SecretBytes encode() {
        return IdentityCodec.encode(this);
    }

    /**
     * Reads the stored form.
     *
     * @throws InvalidIdentityException when it is not one, is of another version, or was changed
     */
    public static PlatformIdentity decode(SecretBytes stored) {
        return IdentityCodec.decode(stored);
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
