package dev.sevsim.psp.command.launch;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.firmware.LaunchStart;
import dev.sevsim.abi.firmware.PlatformState;
import dev.sevsim.abi.launch.TransportKeys;
import dev.sevsim.psp.command.BufferedCommand;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.CommandResult.Completed;
import dev.sevsim.psp.command.CommandResult.Refused;
import dev.sevsim.psp.command.Refusals;
import dev.sevsim.psp.command.WriteBack;
import dev.sevsim.psp.command.session.NewContext;
import dev.sevsim.psp.command.session.SessionOpener;
import dev.sevsim.psp.platform.Guest;
import dev.sevsim.psp.platform.Platform;
import java.util.Optional;

/**
 * LAUNCH_START (0x30): makes a guest context out of the owner's session. INIT and WORKING.
 *
 * <p>Without a Diffie-Hellman certificate there is no session: its checks and those of the policy's version and reserved bits
 * are left out, and TEK and TIK are zero.
 *
 * <p>Answers SUCCESS or, in the order of the checks:
 *
 * <ul>
 *   <li>INVALID_PLATFORM_STATE: the platform is in UNINIT
 *   <li>INVALID_LENGTH: SESSION_LEN is not 0x80, or DH_CERT_LEN is not 0x824
 *   <li>INVALID_PARAM, INVALID_ADDRESS: the range at DH_CERT_PADDR or SESSION_PADDR cannot be copied
 *   <li>INVALID_CERTIFICATE: the certificate has another version, usage or algorithm, or its key is no point of
 *       P-384
 *   <li>BAD_MEASUREMENT: WRAP_MAC or POLICY_MAC is wrong
 *   <li>POLICY_FAILURE: the policy asks for newer firmware or has reserved bits set
 *   <li>INVALID_GUEST: HANDLE is not 0 and names no guest to share a key with
 *   <li>POLICY_FAILURE: the guest to share with has another policy, or NOKS
 *   <li>RESOURCE_LIMIT: no guest context is free
 *   <li>UNSUPPORTED: the policy has ES and the platform was initialised without
 * </ul>
 *
 * <p>Source: docs/reference/sev-firmware-api.md sections 3.6, 4.3 and 5.4.
 */
final class LaunchStartCommand extends BufferedCommand<LaunchStart> {
    private static final String SOURCE = "docs/reference/sev-firmware-api.md sections 3.6, 4.3 and 5.4";

    LaunchStartCommand() {
        super(CommandId.LAUNCH_START, LaunchStart.CODEC);
    }

    @Override
    public WriteBack writeBack() {
        return WriteBack.ON_SUCCESS;
    }

    @Override
    protected CommandResult execute(LaunchStart in, Platform platform) {
        if (platform.state() == PlatformState.UNINIT) {
            return Refusals.platformState(platform, "INIT or WORKING", SOURCE);
        }
        GuestPolicy policy = new GuestPolicy(in.policy());
        SessionOpener opener = new SessionOpener(platform, policy, SOURCE);
        Optional<Refused> badSession = in.dhCertAddress() == 0 ? Optional.empty() : opener.open(place(in));
        if (badSession.isPresent()) {
            return badSession.get();
        }
        TransportKeys keys = opener.keys();
        Optional<Refused> refusal = NewContext.check(in.handle(), policy, platform, SOURCE);
        if (refusal.isPresent()) {
            keys.wipe();
            return refusal.get();
        }
        Guest guest = in.handle() == 0
                ? platform.launch(policy, keys)
                : platform.launchSharing(platform.guest(in.handle()).orElseThrow(), keys);
        LaunchStart out = new LaunchStart(
                guest.handle(),
                in.policy(),
                in.dhCertAddress(),
                in.dhCertLength(),
                in.sessionAddress(),
                in.sessionLength());
        return new Completed(out.encode());
    }

    private static SessionOpener.Place place(LaunchStart in) {
        return new SessionOpener.Place(
                "DH_CERT", in.dhCertAddress(), in.dhCertLength(), in.sessionAddress(), in.sessionLength());
    }
}
