package dev.sevsim.psp.command.session;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.launch.TransportKeys;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.CommandResult.Completed;
import dev.sevsim.psp.command.CommandResult.Refused;
import dev.sevsim.psp.command.Refusals;
import dev.sevsim.psp.platform.EncryptedState;
import dev.sevsim.psp.platform.Guest;
import dev.sevsim.psp.platform.Platform;
import java.util.Optional;

/**
 * A guest context that LAUNCH_START or RECEIVE_START makes.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.3, LAUNCH_START, and section 4.5.
 *
 * @param first the state that the guest begins in
 * @param sharedHandle the guest whose memory key it shares; 0 for a memory key of its own
 * @param policy of the guest
 */
public record NewContext(GuestState first, int sharedHandle, GuestPolicy policy) {
    /**
     * Opens the session, checks for a context and takes it. The keys of the session are wiped on a refusal.
     *
     * @param session its place; empty to launch without one
     * @param source cited in a refusal
     * @param request the command buffer, whose first field is HANDLE: the answer is the same with the new handle
     */
    public CommandResult start(Optional<SessionOpener.Place> session, Platform platform, String source, Bytes request) {
        SessionOpener opener = new SessionOpener(platform, policy, source);
        Optional<Refused> badSession = session.flatMap(opener::open);
        if (badSession.isPresent()) {
            return badSession.get();
        }
        TransportKeys keys = opener.keys();
        Optional<Refused> refusal = check(platform, source);
        if (refusal.isPresent()) {
            keys.wipe();
            return refusal.get();
        }
        Guest guest = sharedHandle == 0
                ? platform.start(first, policy, keys)
                : platform.startSharing(first, platform.guest(sharedHandle).orElseThrow(), keys);
        return new Completed(Bytes.concat(Bytes.u32Le(guest.handle()), request.from(Integer.BYTES)));
    }

    /** Key sharing, a free context, and ES: steps 11 to 14. */
    private Optional<Refused> check(Platform platform, String source) {
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
