package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.KeyAlgorithm;
import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.launch.LaunchSession;
import dev.sevsim.abi.launch.TransportKeys;
import dev.sevsim.bus.frame.LaunchBundle;

/**
 * One launch session with its private parts: made by {@link LaunchSessionBuilder}, or read from files of a tool.
 *
 * <p>The policy, the session buffer and the TIK belong together; a set that does not fit is refused here, before a
 * platform answers it with BAD_MEASUREMENT.
 *
 * @param policy the policy that the platform has to launch with
 * @param godh launch key certificate, 2084 bytes
 * @param session session buffer
 * @param keys TEK and TIK
 */
public record OwnerSession(GuestPolicy policy, Bytes godh, LaunchSession session, TransportKeys keys) {
    /**
     * Checks the parts.
     *
     * @throws OwnerInputException when a part is malformed or they are not of one session
     */
    public OwnerSession {
        requireLaunchKey(ReceivedCertificate.read(KeyUsage.PDH, godh));
        if (!keys.policyMacHolds(session, policy.toWire())) {
            throw new OwnerInputException(
                    "session buffer",
                    "its policy MAC does not fit policy " + policy + " under this TIK",
                    "session, TIK and policy of one launch");
        }
    }

    /**
     * From the parts that tools keep in files.
     *
     * @param policy the policy that the session was made for
     * @param godh launch key certificate, 2084 bytes
     * @param session session buffer, 128 bytes
     * @param keys TEK and TIK
     * @throws OwnerInputException when a part is malformed or they are not of one session
     */
    public static OwnerSession of(GuestPolicy policy, Bytes godh, Bytes session, TransportKeys keys) {
        Bytes buffer = BinaryInput.exactly("session buffer", session, LaunchSession.SIZE);
        return new OwnerSession(policy, godh, LaunchSession.CODEC.decode(buffer), keys);
    }

    /** The firmware's own rules for it. Source: docs/reference/sev-firmware-api.md section 4.3, LAUNCH_START step 4. */
    private static void requireLaunchKey(ReceivedCertificate godh) {
        String what = "launch key certificate (GODH)";
        CertificateChecks.problem(godh).ifPresent(problem -> {
            throw new OwnerInputException(what, problem, "what LAUNCH_START accepts");
        });
        if (godh.content().algorithm() != KeyAlgorithm.ECDH_SHA256.code()) {
            throw new OwnerInputException(
                    what,
                    "algorithm " + CertificateChecks.algorithm(godh.content().algorithm()),
                    "ECDH_SHA256 (0x3)");
        }
    }

    /** What the host needs for LAUNCH_START. */
    public LaunchBundle bundle() {
        return new LaunchBundle(policy.word(), godh, session.encode());
    }

    /** Without the keys. */
    @Override
    public String toString() {
        return "OwnerSession[policy=" + policy + "]";
    }
}
