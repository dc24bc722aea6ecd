package dev.sevsim.psp.cert;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.AmdCertificate;
import dev.sevsim.abi.cert.KeyAlgorithm;
import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.crypto.DigestAlgorithm;
import dev.sevsim.psp.keys.PinnedRoot;
import java.util.Optional;

/**
 * AMD's certificates as the firmware accepts them: signature, version and sizes, usage, signer's key id; and the one
 * root that its fuses name.
 *
 * <p>A certificate whose sizes do not tell where its signature lies is INVALID_CERTIFICATE before anything else: our
 * choice.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 6.7; the order within a chain from
 * docs/reference/sev-firmware-api.md section 4.4, SEND_START step 7.
 */
public final class AmdChainValidator {
    private final PinnedRoot root;

    /** Accepts chains under this root and no other. */
    public AmdChainValidator(PinnedRoot root) {
        this.root = root;
    }

    /**
     * Why a chip's certificate is not accepted under ASK and ARK; empty when it is.
     *
     * @param cek 0x824 bytes
     * @param ask as long as the {@code ark}
     * @param ark 832 or 1600 bytes
     */
    public Optional<CertificateFault> check(Bytes cek, Bytes ask, Bytes ark) {
        return checkArk(ark).or(() -> checkAsk(ask, ark)).or(() -> checkCek(cek, ask));
    }

    /** Whether this is the pinned root, signed by itself. */
    Optional<CertificateFault> checkArk(Bytes ark) {
        return check(ark, ark, KeyUsage.ARK).or(() -> {
            AmdCertificate content = decode(ark).orElseThrow();
            if (!content.keyId().equals(root.keyId())) {
                return fault("the root's key id must be the fused " + root.keyId(), "KEY_ID " + content.keyId());
            }
            return root.matches(content, signedBytes(ark, content))
                    ? Optional.empty()
                    : fault("the root's hash must be the fused one", "KEY_ID " + content.keyId());
        });
    }

    /** Whether the ARK, which was accepted before, signed this ASK. */
    Optional<CertificateFault> checkAsk(Bytes ask, Bytes ark) {
        return check(ask, ark, KeyUsage.ASK);
    }

    /** Whether the ASK, which was accepted before, signed this CEK. */
    static Optional<CertificateFault> checkCek(Bytes cek, Bytes ask) {
        AmdCertificate content = decode(ask).orElseThrow();
        KeyAlgorithm algorithm = PinnedRoot.digest(content) == DigestAlgorithm.SHA_256
                ? KeyAlgorithm.RSA_SHA256
                : KeyAlgorithm.RSA_SHA384;
        SigningKey key = SigningKey.of(content).orElseThrow();
        return CertificateValidator.check(cek, new CertificateValidator.Signer(content.usage(), algorithm.code(), key));
    }

    private static Optional<CertificateFault> check(Bytes raw, Bytes signer, KeyUsage role) {
        AmdCertificate by = decode(signer).orElse(null);
        AmdCertificate content = decode(raw).orElse(null);
        if (by == null || content == null) {
            return fault(role + ": the sizes of key and certificate must be those of 2048 or 4096 bits", sizes(raw));
        }
        boolean verifies = content.modulusBits() == by.modulusBits()
                && SigningKey.of(by)
                        .filter(key -> key.verifies(signedBytes(raw, content), content.signature()))
                        .isPresent();
        if (!verifies) {
            return Optional.of(new CertificateFault(
                    SevStatus.BAD_SIGNATURE, role + ": the ARK's signature must verify", "KEY_ID " + content.keyId()));
        }
        if (content.version() != 1) {
            return fault(role + ": version must be 1", "VERSION " + Integer.toUnsignedString(content.version()));
        }
        if (SigningKey.of(content).isEmpty()) {
            return fault(role + ": the key must be well-formed", "KEY_ID " + content.keyId());
        }
        if (content.usage() != role.code()) {
            return fault(
                    role + ": usage must be 0x" + Integer.toHexString(role.code()),
                    "KEY_USAGE 0x" + Integer.toHexString(content.usage()));
        }
        return content.certifyingId().equals(by.keyId())
                ? Optional.empty()
                : fault(
                        role + ": the certifying id must be the ARK's key id " + by.keyId(),
                        "CERTIFYING_ID " + content.certifyingId());
    }

    private static Optional<AmdCertificate> decode(Bytes raw) {
        return AmdCertificate.decode(raw, 0).filter(content -> content.size() == raw.length());
    }

    private static Bytes signedBytes(Bytes raw, AmdCertificate content) {
        return raw.slice(0, raw.length() - content.signature().length());
    }

    private static String sizes(Bytes raw) {
        return raw.length() + " bytes starting "
                + raw.slice(0, Math.min(raw.length(), 8)).toHex();
    }

    private static Optional<CertificateFault> fault(String rule, String found) {
        return Optional.of(new CertificateFault(SevStatus.INVALID_CERTIFICATE, rule, found));
    }
}
