package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.EcPublicKey;
import dev.sevsim.abi.cert.EcSignature;
import dev.sevsim.abi.cert.KeyAlgorithm;
import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.crypto.DigestAlgorithm;
import dev.sevsim.crypto.P384;
import java.util.List;
import java.util.Optional;

/**
 * One signature of a chain at a time.
 *
 * <p>Signatures are checked over the bytes as they came. Source: docs/reference/sev-firmware-api.md sections 6.4, 6.5
 * and 6.7.
 */
final class LinkChecks {
    private static final int EC_SIGNATURE_END = 0x90;

    private LinkChecks() {}

    /** Whether the key of a platform certificate signed another one, or itself. */
    static ChainLink signed(ReceivedCertificate subject, ReceivedCertificate signer) {
        int algorithm = signer.content().algorithm();
        Optional<String> problem = CertificateChecks.problem(subject)
                .or(() -> CertificateChecks.problem(signer))
                .or(() -> slotProblem(subject, signer.role(), algorithm, slot -> verifies(subject, signer, slot)));
        return link(subject.role(), signer.role(), CertificateChecks.algorithm(algorithm), problem);
    }

    /** Whether the ASK signed the CEK. */
    static ChainLink signed(ReceivedCertificate cek, ReceivedCaCertificate ask) {
        boolean wide = ask.content().modulusBits() == 4096;
        int algorithm = (wide ? KeyAlgorithm.RSA_SHA384 : KeyAlgorithm.RSA_SHA256).code();
        Optional<String> problem = CertificateChecks.problem(cek)
                .or(() -> CertificateChecks.problem(ask))
                .or(() -> slotProblem(
                        cek, KeyUsage.ASK, algorithm, slot -> rsaVerifies(ask, cek.signedBytes(), slot.signature())));
        return link(cek.role(), ask.role(), CertificateChecks.algorithm(algorithm), problem);
    }

    /** Whether the ARK signed the ASK, or itself. */
    static ChainLink signed(ReceivedCaCertificate subject, ReceivedCaCertificate ark) {
        Optional<String> problem = CertificateChecks.problem(subject)
                .or(() -> CertificateChecks.problem(ark))
                .or(() -> caSignatureProblem(subject, ark));
        return link(subject.role(), ark.role(), "RSA-PSS " + ark.digest().jcaName(), problem);
    }

    /** A link that cannot be checked because a certificate did not come along. */
    static ChainLink missing(KeyUsage subject, KeyUsage signer, KeyUsage absent) {
        return link(subject, signer, "none", Optional.of("the " + absent + " certificate is missing"));
    }

    /**
     * The link of a root to itself when it came without its signature: nothing is lost where its key was given by hand.
     *
     * <p>Source: docs/reference/guest-owner-tools.md section 2.2, docs/reference/sev-firmware-api.md section 6.7.
     */
    static ChainLink unsignedRoot(ReceivedCaCertificate ark, boolean trusted) {
        Optional<String> problem = CertificateChecks.problem(ark)
                .or(() -> trusted
                        ? Optional.empty()
                        : Optional.of("ARK ends where its own signature should begin and its key is no trusted root"));
        return link(ark.role(), ark.role(), "no signature, key given by hand", problem);
    }

    private interface SlotCheck {
        boolean holds(ReceivedCertificate.Slot slot);
    }

    private static Optional<String> slotProblem(
            ReceivedCertificate subject, KeyUsage signer, int algorithm, SlotCheck check) {
        for (ReceivedCertificate.Slot slot : subject.slots()) {
            Optional<String> malformed = CertificateChecks.problem(subject.role(), slot);
            if (malformed.isPresent()) {
                return malformed;
            }
        }
        List<ReceivedCertificate.Slot> theirs =
                subject.slots().stream().filter(s -> s.usage() == signer.code()).toList();
        if (theirs.isEmpty()) {
            return Optional.of(
                    subject.isUnsigned()
                            ? subject.role() + " is unsigned: both signature slots are empty" + unsignedHint(subject)
                            : subject.role() + " carries no signature by the " + signer);
        }
        for (ReceivedCertificate.Slot slot : theirs) {
            if (slot.algorithm() != algorithm) {
                return Optional.of(subject.role() + " slot " + slot.number() + " has algorithm "
                        + CertificateChecks.algorithm(slot.algorithm()) + ", the " + signer + " key is "
                        + CertificateChecks.algorithm(algorithm));
            }
            if (!check.holds(slot)) {
                return Optional.of("signature " + slot.number() + " of the " + subject.role()
                        + " does not verify under the " + signer + " key" + otherKeyHint(subject.role(), signer));
            }
        }
        return Optional.empty();
    }

    private static String unsignedHint(ReceivedCertificate subject) {
        return subject.role() == KeyUsage.CEK
                ? ", as the firmware exports it; the one that AMD's key server signed belongs in its place (--cek)"
                : "";
    }

    private static String otherKeyHint(KeyUsage subject, KeyUsage signer) {
        return subject == KeyUsage.PDH && signer == KeyUsage.PEK
                ? "; a PDH of another export, before or after pek-gen or pdh-gen, has another PEK"
                : "";
    }

    private static boolean verifies(
            ReceivedCertificate subject, ReceivedCertificate signer, ReceivedCertificate.Slot slot) {
        KeyAlgorithm algorithm =
                KeyAlgorithm.fromCode(signer.content().algorithm()).orElseThrow();
        DigestAlgorithm digest = DigestAlgorithm.named(algorithm.digestName().orElseThrow());
        if (algorithm.isRsa()) {
            int bytes = CertificateChecks.rsaBytes(signer.content().publicKey());
            return slot.signature().from(bytes).isAllZero()
                    && CertificateChecks.rsaKey(signer.content())
                            .verifiesPss(
                                    digest,
                                    subject.signedBytes(),
                                    slot.signature().slice(0, bytes));
        }
        EcPublicKey key = EcPublicKey.decode(signer.content().publicKey());
        return slot.signature().from(EC_SIGNATURE_END).isAllZero()
                && P384.verify(key, digest, subject.signedBytes(), EcSignature.decode(slot.signature()));
    }

    private static boolean rsaVerifies(ReceivedCaCertificate ask, Bytes message, Bytes signatureField) {
        int bytes = ask.content().modulus().length();
        return signatureField.from(bytes).isAllZero()
                && ask.key().verifiesPss(ask.digest(), message, signatureField.slice(0, bytes));
    }

    private static Optional<String> caSignatureProblem(ReceivedCaCertificate subject, ReceivedCaCertificate ark) {
        if (!subject.content().certifyingId().equals(ark.content().keyId())) {
            return Optional.of(subject.role() + " names signer "
                    + subject.content().certifyingId().toHex() + ", the ARK's key id is "
                    + ark.content().keyId().toHex());
        }
        if (subject.content().modulusBits() != ark.content().modulusBits()) {
            return Optional.of(
                    subject.role() + " has a key of " + subject.content().modulusBits() + " bits, the ARK one of "
                            + ark.content().modulusBits());
        }
        return ark.key()
                        .verifiesPss(
                                ark.digest(),
                                subject.signedBytes(),
                                subject.content().signature())
                ? Optional.empty()
                : Optional.of("signature of the " + subject.role() + " does not verify under the ARK key");
    }

    private static ChainLink link(KeyUsage subject, KeyUsage signer, String algorithm, Optional<String> problem) {
        return new ChainLink(
                subject.name(),
                signer.name(),
                algorithm,
                problem.isEmpty() ? ChainLink.Result.HOLDS : ChainLink.Result.FAILS,
                problem.orElse(""));
    }
}
