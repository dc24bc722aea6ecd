package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.EcPublicKey;
import dev.sevsim.abi.cert.KeyAlgorithm;
import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.crypto.P384;
import dev.sevsim.crypto.RsaPublicKey;
import java.util.Optional;

/**
 * The rules for the body of a single certificate, checked before any signature.
 *
 * <p>What follows a key in its field is covered by the signature and ignored, as sevctl, sev-tool and the firmware do:
 * {@code sevctl generate} leaves such bytes behind.
 *
 * <p>Source: docs/reference/sev-firmware-api.md sections 6.1, 6.2 and 6.5, docs/reference/guest-owner-tools.md section
 * 2.1.
 */
final class CertificateChecks {
    private static final int RSA_FIELD = 0x200;

    private CertificateChecks() {}

    /** What is wrong with the body of a platform certificate in its role. */
    static Optional<String> problem(ReceivedCertificate certificate) {
        SevCertificate content = certificate.content();
        String role = certificate.role().name();
        if (content.version() != 1) {
            return Optional.of(role + " has version " + Integer.toUnsignedString(content.version()) + ", expected 1");
        }
        if (content.usage() != certificate.role().code()) {
            return Optional.of(role + " has usage " + usage(content.usage()) + ", expected "
                    + usage(certificate.role().code()));
        }
        if (SevCertificate.LAYOUT.firstNonZeroReserved(certificate.raw()).isPresent()) {
            return Optional.of(role + " has reserved bytes that are not zero");
        }
        return keyProblem(certificate);
    }

    /** What is wrong with a slot: usage and algorithm are both set or both empty, and an empty slot holds zeros. */
    static Optional<String> problem(KeyUsage role, ReceivedCertificate.Slot slot) {
        if (slot.hasUsage() != slot.hasAlgorithm()) {
            return Optional.of(role + " has a malformed signature slot " + slot.number() + ": usage "
                    + usage(slot.usage()) + " with algorithm " + algorithm(slot.algorithm()));
        }
        return slot.hasUsage() || slot.signature().isAllZero()
                ? Optional.empty()
                : Optional.of(role + " has bytes that are not zero in its empty signature slot " + slot.number());
    }

    /** What is wrong with the body of an AMD certificate in its role. */
    static Optional<String> problem(ReceivedCaCertificate certificate) {
        String role = certificate.role().name();
        if (certificate.content().version() != 1) {
            return Optional.of(role + " has version "
                    + Integer.toUnsignedString(certificate.content().version()) + ", expected 1");
        }
        if (certificate.content().usage() != certificate.role().code()) {
            return Optional.of(
                    role + " has usage " + usage(certificate.content().usage()) + ", expected "
                            + usage(certificate.role().code()));
        }
        return certificate.hasReservedZero()
                ? Optional.empty()
                : Optional.of(role + " has reserved bytes that are not zero");
    }

    /** The RSA key of an OCA whose owner uses one. */
    static RsaPublicKey rsaKey(SevCertificate certificate) {
        Bytes field = certificate.publicKey();
        int bytes = rsaBytes(field);
        return RsaPublicKey.ofLittleEndian(
                field.slice(4, 4 + bytes), field.slice(4 + RSA_FIELD, 4 + RSA_FIELD + bytes));
    }

    static int rsaBytes(Bytes keyField) {
        return keyField.asLittleEndian().getInt() / 8;
    }

    static String usage(int code) {
        String number = String.format("0x%x", code);
        return KeyUsage.fromCode(code).map(u -> u.name() + " (" + number + ")").orElse(number + " (unknown)");
    }

    static String algorithm(int code) {
        String number = String.format("0x%x", code);
        return KeyAlgorithm.fromCode(code)
                .map(a -> a.name() + " (" + number + ")")
                .orElse(number + " (unknown)");
    }

    private static Optional<String> keyProblem(ReceivedCertificate certificate) {
        int code = certificate.content().algorithm();
        Optional<KeyAlgorithm> algorithm = KeyAlgorithm.fromCode(code).filter(a -> allowed(certificate.role(), a));
        if (algorithm.isEmpty()) {
            return Optional.of(certificate.role() + " has algorithm " + algorithm(code)
                    + ", which a key of its usage cannot have");
        }
        Bytes field = certificate.content().publicKey();
        Optional<String> problem = algorithm.get().isRsa() ? rsaProblem(field) : ecProblem(field);
        return problem.map(text -> certificate.role() + " " + text);
    }

    private static boolean allowed(KeyUsage role, KeyAlgorithm algorithm) {
        return switch (algorithm) {
            case ECDH_SHA256, ECDH_SHA384 -> role == KeyUsage.PDH;
            case ECDSA_SHA256, ECDSA_SHA384 -> role != KeyUsage.PDH;
            case RSA_SHA256, RSA_SHA384 -> role == KeyUsage.OCA;
            case INVALID -> false;
        };
    }

    private static Optional<String> ecProblem(Bytes field) {
        return pointProblem(EcPublicKey.decode(field));
    }

    private static Optional<String> pointProblem(EcPublicKey key) {
        if (key.curve() != EcPublicKey.CURVE_P384) {
            return Optional.of("key is on curve " + Integer.toUnsignedString(key.curve()) + ", expected 2 (P-384)");
        }
        if (!key.fitsP384()) {
            return Optional.of("key coordinates are longer than 48 bytes");
        }
        return P384.isValid(key) ? Optional.empty() : Optional.of("key is not a point of P-384");
    }

    private static Optional<String> rsaProblem(Bytes field) {
        int bits = field.asLittleEndian().getInt();
        if (bits != 2048 && bits != 4096) {
            return Optional.of("key has " + Integer.toUnsignedString(bits) + " bits, expected 2048 or 4096");
        }
        return Optional.empty();
    }
}
