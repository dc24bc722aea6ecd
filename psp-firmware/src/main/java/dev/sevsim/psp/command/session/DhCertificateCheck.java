package dev.sevsim.psp.command.session;

import dev.sevsim.abi.cert.EcPublicKey;
import dev.sevsim.abi.cert.KeyAlgorithm;
import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.crypto.P384;
import dev.sevsim.psp.command.CommandResult.Refused;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Whether the body of an owner's or a platform's Diffie-Hellman certificate is acceptable; signatures are ignored.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.3, LAUNCH_START step 4.
 */
public final class DhCertificateCheck {
    private DhCertificateCheck() {}

    public static Optional<Refused> check(SevCertificate certificate, String source) {
        return check(certificate, P384::isValid, source);
    }

    /** As above, with another rule for points. */
    public static Optional<Refused> check(SevCertificate certificate, Predicate<EcPublicKey> point, String source) {
        if (certificate.version() != 1) {
            return invalid("version must be 1", "VERSION " + certificate.version(), source);
        }
        if (certificate.usage() != KeyUsage.PDH.code()) {
            return invalid(
                    "usage must be PDH, 0x1003", "PUBKEY_USAGE 0x" + Integer.toHexString(certificate.usage()), source);
        }
        if (certificate.algorithm() != KeyAlgorithm.ECDH_SHA256.code()) {
            return invalid(
                    "algorithm must be ECDH with SHA-256, 3",
                    "PUBKEY_ALGO 0x" + Integer.toHexString(certificate.algorithm()),
                    source);
        }
        EcPublicKey key = EcPublicKey.decode(certificate.publicKey());
        if (!point.test(key)) {
            return invalid(
                    "the key must be a point of P-384, curve 2",
                    "curve " + Integer.toUnsignedString(key.curve()) + ", x "
                            + key.xBe().toHex(),
                    source);
        }
        return Optional.empty();
    }

    private static Optional<Refused> invalid(String rule, String found, String source) {
        return Optional.of(Refused.of(SevStatus.INVALID_CERTIFICATE, "DH certificate: " + rule, found, source));
    }
}
