package dev.sevsim.psp.command.migration;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.cert.EcPublicKey;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.SendStart;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.launch.LaunchSession;
import dev.sevsim.abi.launch.TransportKeys;
import dev.sevsim.bus.time.SimRandom;
import dev.sevsim.psp.command.BufferedCommand;
import dev.sevsim.psp.command.Checks;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.CommandResult.Completed;
import dev.sevsim.psp.command.CommandResult.Refused;
import dev.sevsim.psp.command.Refusals;
import dev.sevsim.psp.command.Sources;
import dev.sevsim.psp.command.WriteBack;
import dev.sevsim.psp.platform.AddressFault;
import dev.sevsim.psp.platform.Guest;
import dev.sevsim.psp.platform.Platform;
import java.util.Optional;

/**
 * SEND_START (0x40): checks the receiver against the guest's policy and writes the session of a channel to it. WORKING, RUNNING;
 * needs no ASID.
 *
 * <p>The session's length comes before the guest state.
 *
 * <p>Answers SUCCESS or, in the order of the checks:
 *
 * <ul>
 *   <li>INVALID_PLATFORM_STATE: the platform is not in WORKING
 *   <li>INVALID_GUEST: HANDLE names no guest
 *   <li>INVALID_LENGTH: SESSION_LEN is not 0x80
 *   <li>INVALID_GUEST_STATE: the guest is not in RUNNING
 *   <li>POLICY_FAILURE: the policy has NOSEND
 *   <li>INVALID_LENGTH: a length of certificates that the policy needs is wrong
 *   <li>INVALID_PARAM, INVALID_ADDRESS: the range at PDH_CERT_PADDR or the certificates cannot be copied
 *   <li>INVALID_CERTIFICATE: a certificate is malformed or of another root
 *   <li>UNSUPPORTED: the algorithm of a signing key cannot sign
 *   <li>BAD_SIGNATURE: a signature of the receiver's chain is wrong
 *   <li>POLICY_FAILURE: the receiver's firmware is too old, or its OCA another than ours
 *   <li>INVALID_PARAM, INVALID_ADDRESS: the range at SESSION_PADDR cannot be copied
 * </ul>
 *
 * <p>Source: docs/reference/sev-firmware-api.md sections 4.4 and 5.4.
 */
public final class SendStartCommand extends BufferedCommand<SendStart> {
    private static final int NONCE_SIZE = 16;

    public SendStartCommand() {
        super(CommandId.SEND_START, SendStart.CODEC, WriteBack.ON_SUCCESS_OR_SHORT_BUFFER);
    }

    @Override
    protected CommandResult execute(SendStart in, Platform platform) {
        return Checks.ofGuest(in.handle(), platform, Sources.SEND_START)
                .reject(
                        in.sessionLength() != LaunchSession.SIZE,
                        () -> Refusals.length("SESSION_LEN", "0x80", in.sessionLength(), Sources.SEND_START)
                                .answering(answer(in, in.policy())))
                .in(GuestState.RUNNING)
                .then(guest -> perform(in, guest, platform));
    }

    private static CommandResult perform(SendStart in, Guest guest, Platform platform) {
        if (guest.policy().noSend()) {
            return Refused.of(
                    SevStatus.POLICY_FAILURE,
                    "the policy must allow sending, NOSEND 0",
                    "POLICY " + guest.policy(),
                    Sources.SEND_START);
        }
        ReceiverCheck receiver = new ReceiverCheck(in, guest.policy(), platform, Sources.SEND_START);
        Optional<Refused> refusal = receiver.checkPlaces();
        if (refusal.isPresent()) {
            return refusal.get();
        }
        Bytes pdh = platform.memory().read(in.pdhCertAddress(), SevCertificate.SIZE);
        refusal = receiver.checkCertificates(pdh);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        Optional<AddressFault> fault = platform.memory().copyFault(in.sessionAddress(), LaunchSession.SIZE);
        if (fault.isPresent()) {
            return Refusals.address("SESSION_PADDR", fault.get(), Sources.SEND_START);
        }
        openChannel(in, guest, SevCertificate.CODEC.decode(pdh), platform);
        return new Completed(answer(in, guest.policy().word()));
    }

    private static void openChannel(SendStart in, Guest guest, SevCertificate receiver, Platform platform) {
        SimRandom random = platform.channelRandom();
        TransportKeys channel =
                new TransportKeys(random.secret(TransportKeys.KEY_SIZE), random.secret(TransportKeys.KEY_SIZE));
        SecretBytes shared = platform.keys().sharedSecret(EcPublicKey.decode(receiver.publicKey()));
        Bytes nonce = random.bytes(NONCE_SIZE);
        Bytes wrapIv = random.bytes(NONCE_SIZE);
        LaunchSession session =
                channel.wrap(shared, nonce, wrapIv, guest.policy().toWire());
        shared.wipe();
        platform.memory().write(in.sessionAddress(), session.encode());
        guest.startSend(channel);
    }

    private static Bytes answer(SendStart in, int policy) {
        return new SendStart(
                        in.handle(),
                        policy,
                        in.pdhCertAddress(),
                        in.pdhCertLength(),
                        in.platformCertsAddress(),
                        in.platformCertsLength(),
                        in.amdCertsAddress(),
                        in.amdCertsLength(),
                        in.sessionAddress(),
                        LaunchSession.SIZE)
                .encode();
    }
}
