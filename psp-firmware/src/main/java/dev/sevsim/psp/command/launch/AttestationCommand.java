package dev.sevsim.psp.command.launch;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.EcSignature;
import dev.sevsim.abi.firmware.Attestation;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.launch.AttestationReport;
import dev.sevsim.psp.command.BufferedCommand;
import dev.sevsim.psp.command.Checks;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.CommandResult.Completed;
import dev.sevsim.psp.command.CommandResult.Refused;
import dev.sevsim.psp.command.Sources;
import dev.sevsim.psp.command.WriteBack;
import dev.sevsim.psp.platform.Guest;
import dev.sevsim.psp.platform.Platform;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * ATTESTATION (0x36): writes a report on the launch digest, signed by the PEK. WORKING; LSECRET, RUNNING, SUPDATE and SENT.
 *
 * <p>A guest that came from another platform has no launch digest: its report shows zeros.
 *
 * <p>Answers SUCCESS or, in the order of the checks:
 *
 * <ul>
 *   <li>INVALID_PLATFORM_STATE: the platform is not in WORKING
 *   <li>INVALID_GUEST: HANDLE names no guest
 *   <li>INVALID_GUEST_STATE: the guest is not in LSECRET, RUNNING, SUPDATE or SENT
 *   <li>INVALID_LENGTH: LENGTH is less than 0xD0
 *   <li>INVALID_PARAM, INVALID_ADDRESS: the range at PADDR cannot be copied
 * </ul>
 *
 * <p>Source: docs/reference/sev-firmware-api.md sections 4.3 and 5.8.
 */
public final class AttestationCommand extends BufferedCommand<Attestation> {
    private static final int DIGEST_SIZE = 32;
    private static final Set<GuestState> ALLOWED =
            EnumSet.of(GuestState.LSECRET, GuestState.RUNNING, GuestState.SUPDATE, GuestState.SENT);

    public AttestationCommand() {
        super(CommandId.ATTESTATION, Attestation.CODEC, WriteBack.ON_SUCCESS_OR_SHORT_BUFFER);
    }

    @Override
    protected CommandResult execute(Attestation in, Platform platform) {
        return Checks.ofGuest(in.handle(), platform, Sources.ATTESTATION)
                .that(AttestationCommand::checkState)
                .room("LENGTH", AttestationReport.SIZE, in.length(), () -> withExactLength(in))
                .copyable("PADDR", in.address(), AttestationReport.SIZE)
                .then(guest -> perform(in, guest, platform));
    }

    private static Optional<Refused> checkState(Guest guest) {
        return ALLOWED.contains(guest.state())
                ? Optional.empty()
                : Optional.of(Refused.of(
                        SevStatus.INVALID_GUEST_STATE,
                        "the guest must be in LSECRET, RUNNING, SUPDATE or SENT",
                        "guest " + guest.handle() + " in " + guest.state(),
                        Sources.ATTESTATION));
    }

    private static CommandResult perform(Attestation in, Guest guest, Platform platform) {
        Bytes digest = guest.launchDigest().orElse(Bytes.zeros(DIGEST_SIZE));
        AttestationReport report = AttestationReport.unsigned(in.nonce(), digest, guest.policy());
        EcSignature signature = platform.keys().signWithPek(report.signedBytes());
        platform.memory().write(in.address(), report.signedWith(signature).encode());
        return new Completed(withExactLength(in));
    }

    private static Bytes withExactLength(Attestation in) {
        return new Attestation(in.handle(), in.address(), in.nonce(), AttestationReport.SIZE).encode();
    }
}
