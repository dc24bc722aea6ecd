package dev.sevsim.psp.cert;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.KeyAlgorithm;
import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.firmware.SevStatus;
import java.util.List;
import java.util.Optional;

/**
 * Platform certificates as the firmware accepts them: signing key, slots, signatures, body, hierarchy, in this order.
 *
 * <p>Certificates are taken as the bytes that came, because a signature covers reserved bytes too. A slot that names a
 * signer whose algorithm cannot sign, ECDH, gives UNSUPPORTED: our choice, as the specification does not say when it
 * does. The API version of a certificate is ignored.
 *
 * <p>Source: docs/reference/sev-firmware-api.md sections 6.3, 6.4 and 6.5.
 */
public final class CertificateValidator {
    private CertificateValidator() {}

    /**
     * Why a certificate is not accepted under the key of another, or of itself; empty when it is.
     *
     * @param certificate 0x824 bytes
     * @param signer 0x824 bytes
     */
    public static Optional<CertificateFault> check(Bytes certificate, Bytes signer) {
        SevCertificate by = SevCertificate.CODEC.decode(signer);
        Optional<SigningKey> key = usable(by.usage()).flatMap(usage -> SigningKey.of(by));
        return key.isEmpty()
                ? fault(
                        SevStatus.INVALID_CERTIFICATE,
                        "the signing key must have a known usage and be well-formed",
                        describe("signer", by))
                : check(certificate, new Signer(by.usage(), by.algorithm(), key.get()));
    }

    /** As above, under any kind of key. */
    static Optional<CertificateFault> check(Bytes certificate, Signer signer) {
        SevCertificate content = SevCertificate.CODEC.decode(certificate);
        return checkSlots(content, certificate.slice(0, SevCertificate.BODY_SIZE), signer)
                .or(() -> checkBody(content))
                .or(() -> checkHierarchy(content, signer));
    }

    /**
     * Who signed.
     *
     * @param usage see {@link KeyUsage}
     * @param algorithm see {@link KeyAlgorithm}
     * @param key its key
     */
    record Signer(int usage, int algorithm, SigningKey key) {
        boolean canSign() {
            return algorithm != KeyAlgorithm.ECDH_SHA256.code() && algorithm != KeyAlgorithm.ECDH_SHA384.code();
        }
    }

    private record Slot(int number, int usage, int algorithm, Bytes signature) {
        boolean isMalformed() {
            return (usage == KeyUsage.INVALID.code()) != (algorithm == KeyAlgorithm.INVALID.code());
        }

        boolean isBy(Signer signer) {
            return usage == signer.usage && algorithm == signer.algorithm;
        }

        @Override
        public String toString() {
            return "SIG" + number + "_USAGE 0x" + Integer.toHexString(usage) + ", SIG" + number + "_ALGO 0x"
                    + Integer.toHexString(algorithm);
        }
    }

    private static Optional<CertificateFault> checkSlots(SevCertificate content, Bytes body, Signer signer) {
        List<Slot> slots = List.of(
                new Slot(1, content.signature1Usage(), content.signature1Algorithm(), content.signature1()),
                new Slot(2, content.signature2Usage(), content.signature2Algorithm(), content.signature2()));
        for (Slot slot : slots) {
            if (slot.isMalformed()) {
                return fault(
                        SevStatus.BAD_SIGNATURE,
                        "usage and algorithm of a signature slot must be both set or both empty",
                        slot.toString());
            }
        }
        List<Slot> theirs = slots.stream().filter(slot -> slot.isBy(signer)).toList();
        if (theirs.isEmpty()) {
            return fault(
                    SevStatus.INVALID_CERTIFICATE,
                    "a signature slot must name the signing key, usage 0x" + Integer.toHexString(signer.usage)
                            + " with algorithm 0x" + Integer.toHexString(signer.algorithm),
                    slots.get(0) + "; " + slots.get(1));
        }
        if (!signer.canSign()) {
            return fault(
                    SevStatus.UNSUPPORTED,
                    "the algorithm of the signing key must be one that signs",
                    "algorithm 0x" + Integer.toHexString(signer.algorithm));
        }
        return theirs.stream()
                .filter(slot -> !signer.key.verifies(body, slot.signature))
                .findFirst()
                .map(slot -> new CertificateFault(
                        SevStatus.BAD_SIGNATURE,
                        "every signature of the signing key must verify",
                        "SIG" + slot.number + " of the certificate with " + describe("key", content)));
    }

    private static Optional<CertificateFault> checkBody(SevCertificate content) {
        if (content.version() != 1) {
            return fault(
                    SevStatus.INVALID_CERTIFICATE,
                    "version must be 1",
                    "VERSION " + Integer.toUnsignedString(content.version()));
        }
        if (usable(content.usage()).isEmpty() || SigningKey.of(content).isEmpty()) {
            return fault(
                    SevStatus.INVALID_CERTIFICATE,
                    "the certified key must have a known usage and be well-formed",
                    describe("key", content));
        }
        return Optional.empty();
    }

    private static Optional<CertificateFault> checkHierarchy(SevCertificate content, Signer signer) {
        KeyUsage subject = KeyUsage.fromCode(content.usage()).orElseThrow();
        KeyUsage by = KeyUsage.fromCode(signer.usage).orElseThrow();
        boolean stands = switch (by) {
            case PEK -> subject == KeyUsage.PDH;
            case OCA -> subject == KeyUsage.OCA || subject == KeyUsage.PEK;
            case CEK -> subject == KeyUsage.PEK;
            case ASK -> subject == KeyUsage.CEK;
            case ARK, PDH, INVALID -> false;
        };
        return stands
                ? Optional.empty()
                : fault(
                        SevStatus.INVALID_CERTIFICATE,
                        "PDH stands under PEK, PEK under OCA or CEK, OCA under OCA, CEK under ASK",
                        subject + " under " + by);
    }

    private static Optional<KeyUsage> usable(int usage) {
        return KeyUsage.fromCode(usage).filter(known -> known != KeyUsage.INVALID);
    }

    private static String describe(String who, SevCertificate certificate) {
        return who + " usage 0x" + Integer.toHexString(certificate.usage()) + ", algorithm 0x"
                + Integer.toHexString(certificate.algorithm()) + ", key starting "
                + certificate.publicKey().slice(0, 8).toHex();
    }

    private static Optional<CertificateFault> fault(SevStatus status, String rule, String found) {
        return Optional.of(new CertificateFault(status, rule, found));
    }
}
