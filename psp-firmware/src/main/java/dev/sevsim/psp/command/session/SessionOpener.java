package dev.sevsim.psp.command.session;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.cert.EcPublicKey;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.chip.FirmwareFlaw;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.launch.LaunchSession;
import dev.sevsim.abi.launch.TransportKeys;
import dev.sevsim.crypto.P384;
import dev.sevsim.psp.command.CommandResult.Refused;
import dev.sevsim.psp.command.Refusals;
import dev.sevsim.psp.platform.AddressFault;
import dev.sevsim.psp.platform.HostMemory;
import dev.sevsim.psp.platform.Platform;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The session half of LAUNCH_START and RECEIVE_START: certificate, shared secret, wrapped keys, policy.
 *
 * <p>Signatures on the certificate are ignored. The certificate is copied and checked before the session is copied:
 * the order of the two copies is our choice.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.3, LAUNCH_START steps 2 to 10, and sections 4.5 and 5.4.
 */
public final class SessionOpener {
    private final Platform platform;
    private final GuestPolicy policy;
    private final String source;
    private TransportKeys keys = TransportKeys.zero();

    public SessionOpener(Platform platform, GuestPolicy policy, String source) {
        this.platform = platform;
        this.policy = policy;
        this.source = source;
    }

    /** The keys of the opened session; zero without one. */
    public TransportKeys keys() {
        return keys;
    }

    /**
     * The place of a session, from a command buffer.
     *
     * @param certificateField its name of the certificate's fields, {@code DH_CERT} or {@code PDH_CERT}
     * @param certificateAddress of the certificate
     * @param certificateLength of the certificate
     * @param sessionAddress of the session buffer
     * @param sessionLength of the session buffer
     */
    public record Place(
            String certificateField,
            long certificateAddress,
            int certificateLength,
            long sessionAddress,
            int sessionLength) {}

    /** Opens the session of a command buffer; answers why not. */
    public Optional<Refused> open(Place in) {
        if (in.sessionLength() != LaunchSession.SIZE) {
            return Optional.of(Refusals.length("SESSION_LEN", "0x80", in.sessionLength(), source));
        }
        if (in.certificateLength() != SevCertificate.SIZE) {
            return Optional.of(
                    Refusals.length(in.certificateField() + "_LEN", "0x824", in.certificateLength(), source));
        }
        HostMemory memory = platform.memory();
        Optional<AddressFault> fault = memory.copyFault(in.certificateAddress(), SevCertificate.SIZE);
        if (fault.isPresent()) {
            return Optional.of(Refusals.address(in.certificateField() + "_PADDR", fault.get(), source));
        }
        SevCertificate certificate =
                SevCertificate.CODEC.decode(memory.read(in.certificateAddress(), SevCertificate.SIZE));
        Optional<Refused> badCertificate = DhCertificateCheck.check(certificate, pointRule(), source);
        if (badCertificate.isPresent()) {
            return badCertificate;
        }
        fault = memory.copyFault(in.sessionAddress(), LaunchSession.SIZE);
        if (fault.isPresent()) {
            return Optional.of(Refusals.address("SESSION_PADDR", fault.get(), source));
        }
        LaunchSession session = LaunchSession.CODEC.decode(memory.read(in.sessionAddress(), LaunchSession.SIZE));
        EcPublicKey peer = EcPublicKey.decode(certificate.publicKey());
        SecretBytes shared = platform.has(FirmwareFlaw.INVALID_CURVE_POINTS)
                ? platform.keys().sharedSecretUnchecked(peer)
                : platform.keys().sharedSecret(peer);
        Optional<Refused> refusal = unwrap(session, shared);
        shared.wipe();
        return refusal.isPresent() ? refusal : checkPolicy();
    }

    private Predicate<EcPublicKey> pointRule() {
        return platform.has(FirmwareFlaw.INVALID_CURVE_POINTS) ? P384::hasCoordinates : P384::isValid;
    }

    private Optional<Refused> unwrap(LaunchSession session, SecretBytes shared) {
        if (!TransportKeys.wrapMacHolds(session, shared)) {
            return badMac(
                    "WRAP_MAC must be that of the KIK over WRAP_TK; another PDH gives another KIK",
                    "WRAP_MAC",
                    session.wrapMac());
        }
        TransportKeys unwrapped = TransportKeys.unwrap(session, shared);
        if (!unwrapped.policyMacHolds(session, policy.toWire())) {
            unwrapped.wipe();
            return badMac(
                    "POLICY_MAC must be that of the TIK over POLICY " + policy, "POLICY_MAC", session.policyMac());
        }
        keys = unwrapped;
        return Optional.empty();
    }

    private Optional<Refused> badMac(String rule, String field, Bytes found) {
        return Optional.of(Refused.of(SevStatus.BAD_MEASUREMENT, rule, field + " " + found.toHex(), source));
    }

    private Optional<Refused> checkPolicy() {
        ApiVersion running = platform.version().api();
        String rule = null;
        if (!running.isAtLeast(policy.minimumVersion())) {
            rule = "the policy must not ask for firmware newer than " + running;
        } else if (policy.reservedBits() != 0) {
            rule = "policy bits 15:6 must be zero";
        }
        if (rule == null) {
            return Optional.empty();
        }
        keys.wipe();
        return Optional.of(Refused.of(SevStatus.POLICY_FAILURE, rule, "POLICY " + policy, source));
    }
}
