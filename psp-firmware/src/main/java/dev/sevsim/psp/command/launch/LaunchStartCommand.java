package dev.sevsim.psp.command.launch;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.LaunchStart;
import dev.sevsim.psp.command.BufferedCommand;
import dev.sevsim.psp.command.Checks;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.Sources;
import dev.sevsim.psp.command.WriteBack;
import dev.sevsim.psp.command.session.NewContext;
import dev.sevsim.psp.command.session.SessionOpener;
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
public final class LaunchStartCommand extends BufferedCommand<LaunchStart> {
    public LaunchStartCommand() {
        super(CommandId.LAUNCH_START, LaunchStart.CODEC, WriteBack.ON_SUCCESS);
    }

    @Override
    protected CommandResult execute(LaunchStart in, Platform platform) {
        NewContext context = new NewContext(GuestState.LUPDATE, in.handle(), new GuestPolicy(in.policy()));
        return Checks.of(platform, Sources.LAUNCH_START)
                .initialised()
                .then(() -> context.start(session(in), platform, Sources.LAUNCH_START, in.encode()));
    }

    private static Optional<SessionOpener.Place> session(LaunchStart in) {
        if (in.dhCertAddress() == 0) {
            return Optional.empty();
        }
        return Optional.of(new SessionOpener.Place(
                "DH_CERT", in.dhCertAddress(), in.dhCertLength(), in.sessionAddress(), in.sessionLength()));
    }
}
