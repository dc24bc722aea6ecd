package dev.sevsim.psp.command.migration;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.firmware.PlatformState;
import dev.sevsim.abi.firmware.ReceiveStart;
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
 * RECEIVE_START (0x50): makes a guest context out of another platform's session. INIT and WORKING.
 *
 * <p>As LAUNCH_START, but there is no way around the session. The sender's certificate chain is not verified.
 *
 * <p>Answers SUCCESS or, in the order of the checks:
 *
 * <ul>
 *   <li>INVALID_PLATFORM_STATE: the platform is in UNINIT
 *   <li>INVALID_LENGTH: SESSION_LEN is not 0x80, or PDH_CERT_LEN is not 0x824
 *   <li>INVALID_PARAM, INVALID_ADDRESS: the range at PDH_CERT_PADDR or SESSION_PADDR cannot be copied
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
 * <p>Source: docs/reference/sev-firmware-api.md sections 4.5 and 5.4.
 */
final class ReceiveStartCommand extends BufferedCommand<ReceiveStart> {
    private static final String SOURCE = "docs/reference/sev-firmware-api.md sections 4.5 and 5.4";

    ReceiveStartCommand() {
        super(CommandId.RECEIVE_START, ReceiveStart.CODEC);
    }

    @Override
    public WriteBack writeBack() {
        return WriteBack.ON_SUCCESS;
    }

    @Override
    protected CommandResult execute(ReceiveStart in, Platform platform) {
        if (platform.state() == PlatformState.UNINIT) {
            return Refusals.platformState(platform, "INIT or WORKING", SOURCE);
        }
        GuestPolicy policy = new GuestPolicy(in.policy());
        SessionOpener opener = new SessionOpener(platform, policy, SOURCE);
        Optional<Refused> badSession = opener.open(new SessionOpener.Place(
                "PDH_CERT", in.pdhCertAddress(), in.pdhCertLength(), in.sessionAddress(), in.sessionLength()));
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
                ? platform.receive(policy, keys)
                : platform.receiveSharing(platform.guest(in.handle()).orElseThrow(), keys);
        ReceiveStart out = new ReceiveStart(
                guest.handle(),
                in.policy(),
                in.pdhCertAddress(),
                in.pdhCertLength(),
                in.sessionAddress(),
                in.sessionLength());
        return new Completed(out.encode());
    }
}
