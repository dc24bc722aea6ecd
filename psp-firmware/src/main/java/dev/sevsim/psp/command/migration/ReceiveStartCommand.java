package dev.sevsim.psp.command.migration;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.ReceiveStart;
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
public final class ReceiveStartCommand extends BufferedCommand<ReceiveStart> {
    public ReceiveStartCommand() {
        super(CommandId.RECEIVE_START, ReceiveStart.CODEC, WriteBack.ON_SUCCESS);
    }

    @Override
    protected CommandResult execute(ReceiveStart in, Platform platform) {
        SessionOpener.Place session = new SessionOpener.Place(
                "PDH_CERT", in.pdhCertAddress(), in.pdhCertLength(), in.sessionAddress(), in.sessionLength());
        return Checks.of(platform, Sources.RECEIVE_START)
                .initialised()
                .then(() -> new NewContext(GuestState.RUPDATE, in.handle(), new GuestPolicy(in.policy()))
                        .start(Optional.of(session), platform, Sources.RECEIVE_START, in.encode()));
    }
}
