package dev.sevsim.psp.command.session;

import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.command.CommandResult.Refused;
import dev.sevsim.psp.command.Refusals;
import dev.sevsim.psp.platform.EncryptedState;
import dev.sevsim.psp.platform.Guest;
import dev.sevsim.psp.platform.Platform;
import java.util.Optional;

/**
 * What LAUNCH_START and RECEIVE_START check after the session: key sharing, a free context, and ES.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.3, LAUNCH_START steps 11 to 14, and section 4.5.
 */
public final class NewContext {
    private NewContext() {}

    /** {@code sharedHandle} 0 asks for a memory key of its own. */
    public static Optional<Refused> check(int sharedHandle, GuestPolicy policy, Platform platform, String source) {
        if (sharedHandle != 0) {
            Guest other = platform.guest(sharedHandle).orElse(null);
            if (other == null) {
                return Optional.of(Refusals.unknownGuest(sharedHandle, source));
            }
            if (!other.policy().equals(policy) || policy.noKeySharing()) {
                return Optional.of(Refused.of(
                        SevStatus.POLICY_FAILURE,
                        "guests that share a key must have the same policy, with NOKS 0",
                        "POLICY " + policy + ", guest " + other.handle() + " has " + other.policy(),
                        source));
            }
        }
        if (platform.guestCount() >= Platform.MAXIMUM_GUESTS) {
            return Optional.of(Refused.of(
                    SevStatus.RESOURCE_LIMIT,
                    "a guest context must be free",
                    platform.guestCount() + " contexts in use",
                    source));
        }
        if (policy.encryptedState() && platform.encryptedState() == EncryptedState.DISABLED) {
            return Optional.of(Refused.of(
                    SevStatus.UNSUPPORTED,
                    "a policy with ES needs a platform that was initialised with ES",
                    "POLICY " + policy + ", CONFIG.ES 0",
                    source));
        }
        return Optional.empty();
    }
}
