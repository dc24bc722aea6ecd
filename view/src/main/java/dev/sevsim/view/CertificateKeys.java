package dev.sevsim.view;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.AmdCertificate;
import dev.sevsim.abi.cert.EcPublicKey;
import dev.sevsim.abi.cert.EcSignature;
import dev.sevsim.abi.cert.KeyAlgorithm;
import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.bus.frame.PlatformCertificates;
import dev.sevsim.crypto.DigestAlgorithm;
import dev.sevsim.crypto.P384;
import dev.sevsim.psp.keys.PinnedRoot;
import dev.sevsim.view.CheckLine.RsaKey;
import dev.sevsim.view.CheckLine.Signature;
import dev.sevsim.view.KeyBox.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The certificates of a platform as they came: public keys, and digests of what each signature covers.
 *
 * <p>Source: docs/reference/sev-firmware-api.md sections 6.3, 6.4 and 6.7.
 */
final class CertificateKeys {
    private static final String SIGNERS = "docs/reference/sev-firmware-api.md section 6.4";
    private static final String AMD_FORMAT = "docs/reference/sev-firmware-api.md section 6.7";
    private static final int PEK_AT = 0;
    private static final int OCA_AT = SevCertificate.SIZE;
    private static final int CEK_AT = 2 * SevCertificate.SIZE;

    private final PlatformCertificates given;
    private final Optional<SevCertificate> signedCek;
    private final Optional<AmdCertificate> ask;
    private final Optional<AmdCertificate> ark;

    /** Of the message to the owner, with the CEK certificate as the key distribution service has it. */
    CertificateKeys(PlatformCertificates given, Optional<SevCertificate> signedCek) {
        this.given = given;
        this.signedCek = signedCek;
        ask = AmdCertificate.decode(given.ca(), 0);
        ark = ask.flatMap(first -> AmdCertificate.decode(given.ca(), first.size()));
    }

    static String privateSymbol(String id) {
        return "d(" + id.toUpperCase(Locale.ROOT) + ")";
    }

    static String publicSymbol(String id) {
        return "Q(" + id.toUpperCase(Locale.ROOT) + ")";
    }

    /** x and y, 48 bytes each, most significant first. */
    static Bytes point(EcPublicKey key) {
        return Bytes.concat(key.xBe(), key.yBe());
    }

    Optional<EcPublicKey> pdh() {
        return certificate(given.pdh(), 0).flatMap(CertificateKeys::key);
    }

    Optional<EcPublicKey> pek() {
        return certificate(given.chain(), PEK_AT).flatMap(CertificateKeys::key);
    }

    Optional<EcPublicKey> oca() {
        return certificate(given.chain(), OCA_AT).flatMap(CertificateKeys::key);
    }

    Optional<EcPublicKey> cek() {
        return certificate(given.chain(), CEK_AT).flatMap(CertificateKeys::key);
    }

    /** ARK and ASK. */
    List<KeyBox> roots() {
        List<KeyBox> boxes = new ArrayList<>();
        ask.ifPresent(signing -> ark.ifPresent(root -> {
            boxes.add(amd("ark", root, signing.size(), root));
            boxes.add(amd("ask", signing, 0, root));
        }));
        return boxes;
    }

    /** A certificate at an offset of the message, whose signature covers reserved bytes as they came. */
    private KeyBox amd(String id, AmdCertificate certificate, int at, AmdCertificate signer) {
        DigestAlgorithm digest = PinnedRoot.digest(signer);
        Bytes signature = certificate.signature();
        Bytes body = given.ca().slice(at, at + certificate.size() - signature.length());
        String symbol = id.toUpperCase(Locale.ROOT);
        KeyBox.Builder box = new KeyBox.Builder(Group.AMD, id, symbol);
        if (!certificate.equals(signer)) {
            box.from("ARK");
        }
        return box.formula(pss(digest, "ARK", symbol), AMD_FORMAT)
                .with("body", body)
                .with("SIG", signature)
                .open(digest.digest(body))
                .check(Optional.of(CheckLine.verifiedPss(body, rsa(signer), signature.reversed(), digest)))
                .build();
    }

    private static String pss(DigestAlgorithm digest, String signer, String signed) {
        return "H(" + signed + ") = " + digest.jcaName() + "(body); RSA-PSS-VERIFY(" + signer + ", SIG, body)";
    }

    private static RsaKey rsa(AmdCertificate certificate) {
        return new RsaKey(
                certificate.exponent().reversed(), certificate.modulus().reversed());
    }

    /** The chip's key signed by ASK; empty where only the unsigned one is known. */
    Optional<KeyBox> cekCertificate() {
        return signedCek.flatMap(signed -> ask.map(signer -> {
            DigestAlgorithm digest = PinnedRoot.digest(signer);
            Bytes signature = signed.signature1().slice(0, signer.modulus().length());
            return new KeyBox.Builder(Group.CHIP, "cek-certificate", "H(CEK)")
                    .formula(pss(digest, "ASK", "CEK"), SIGNERS)
                    .from("ASK", "Q(CEK)")
                    .with("body", signed.body())
                    .with("SIG1", signature)
                    .open(digest.digest(signed.body()))
                    .check(Optional.of(CheckLine.verifiedPss(signed.body(), rsa(signer), signature.reversed(), digest)))
                    .build();
        }));
    }

    Optional<KeyBox> ocaCertificate() {
        return certificate("oca", given.chain(), OCA_AT);
    }

    Optional<KeyBox> pekCertificate() {
        return certificate("pek", given.chain(), PEK_AT);
    }

    Optional<KeyBox> pdhCertificate() {
        return certificate("pdh", given.pdh(), 0);
    }

    private Optional<KeyBox> certificate(String id, Bytes from, int at) {
        return certificate(from, at).map(certificate -> {
            Bytes body = from.slice(at, at + SevCertificate.BODY_SIZE);
            String symbol = id.toUpperCase(Locale.ROOT);
            KeyBox.Builder box = new KeyBox.Builder(Group.CHIP, id + "-certificate", "H(" + symbol + ")")
                    .from(publicSymbol(id))
                    .with("body", body)
                    .open(DigestAlgorithm.SHA_256.digest(body));
            List<Signature> signatures = new ArrayList<>();
            StringBuilder formula = new StringBuilder("H(" + symbol + ") = SHA-256(body)");
            slots(certificate).forEach(slot -> {
                signer(slot.usage())
                        .filter(key -> slot.algorithm() == KeyAlgorithm.ECDSA_SHA256.code())
                        .ifPresent(key -> {
                            EcSignature made = EcSignature.decode(slot.content());
                            String signer = publicSymbol(slot.usage());
                            signatures.add(new Signature(key, made));
                            formula.append("; ECDSA-VERIFY(")
                                    .append(signer)
                                    .append(", ")
                                    .append(slot.name())
                                    .append(", body)");
                            box.with(slot.name(), made.toP1363());
                            if (!slot.usage().equals(id)) {
                                box.from(signer);
                            }
                        });
            });
            return box.formula(formula.toString(), SIGNERS)
                    .check(signatures.isEmpty() ? Optional.empty() : Optional.of(CheckLine.verified(body, signatures)))
                    .build();
        });
    }

    private record Slot(String name, String usage, int algorithm, Bytes content) {}

    private static List<Slot> slots(SevCertificate certificate) {
        return List.of(
                new Slot(
                        "SIG1",
                        usage(certificate.signature1Usage()),
                        certificate.signature1Algorithm(),
                        certificate.signature1()),
                new Slot(
                        "SIG2",
                        usage(certificate.signature2Usage()),
                        certificate.signature2Algorithm(),
                        certificate.signature2()));
    }

    private static String usage(int code) {
        return KeyUsage.fromCode(code)
                .map(known -> known.name().toLowerCase(Locale.ROOT))
                .orElse("");
    }

    private Optional<EcPublicKey> signer(String usage) {
        return switch (usage) {
            case "oca" -> oca();
            case "cek" -> cek();
            case "pek" -> pek();
            default -> Optional.empty();
        };
    }

    private static Optional<SevCertificate> certificate(Bytes from, int at) {
        return from.length() < at + SevCertificate.SIZE
                ? Optional.empty()
                : Optional.of(SevCertificate.CODEC.decode(from.slice(at, at + SevCertificate.SIZE)));
    }

    /** A key of P-384; another kind, as an owner's OCA may have, gives no box. */
    private static Optional<EcPublicKey> key(SevCertificate certificate) {
        return Optional.of(EcPublicKey.decode(certificate.publicKey())).filter(P384::isValid);
    }
}
