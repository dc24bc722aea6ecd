package dev.sevsim.psp.command.migration;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.SendUpdate;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.firmware.Vmsa;
import dev.sevsim.abi.launch.MigrationPacket;
import dev.sevsim.abi.launch.SecretHeader;
import dev.sevsim.psp.command.Checks;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.CommandResult.Completed;
import dev.sevsim.psp.command.CommandResult.Refused;
import dev.sevsim.psp.command.Refusals;
import dev.sevsim.psp.command.Sources;
import dev.sevsim.psp.command.WriteBack;
import dev.sevsim.psp.platform.Guest;
import dev.sevsim.psp.platform.HostMemory;
import dev.sevsim.psp.platform.Platform;
import java.util.Arrays;
import java.util.Optional;

/**
 * SEND_UPDATE_DATA and SEND_UPDATE_VMSA, which differ in content alone.
 *
 * <p>The header's length comes before the handle. A length query also answers TRANS_LEN, which is GUEST_LEN, as one of two
 * sources has it. A save area is sent whole, so another length is INVALID_LENGTH: our choice.
 *
 * <p>Source: docs/reference/sev-firmware-api.md sections 4.0, 4.4 and 5.7.
 */
abstract class SendUpdateCommand extends PacketCommand<SendUpdate> {
    private static final int IV_SIZE = 16;

    SendUpdateCommand(CommandId id, PacketContent content, int macContext) {
        super(id, SendUpdate.CODEC, WriteBack.ON_SUCCESS_OR_SHORT_BUFFER, content, macContext);
    }

    @Override
    protected final CommandResult execute(SendUpdate in, Platform platform) {
        Checks checks = Checks.of(platform, Sources.SEND_UPDATE)
                .working()
                .room("HDR_LEN", SecretHeader.SIZE, in.headerLength(), () -> withLengths(in, in.guestLength()))
                .guest(in.handle())
                .in(GuestState.SUPDATE);
        return active(checks)
                .that(() -> checkLengths(in))
                .that(() -> checkAddresses(in, platform.memory()))
                .then(guest -> seal(in, guest, platform));
    }

    private Optional<Refused> checkLengths(SendUpdate in) {
        int length = in.guestLength();
        if (length <= 0 || length > SecretHeader.MAXIMUM_PACKET || (length & Checks.BLOCK_SIZE - 1) != 0) {
            return Optional.of(Refusals.length(
                    "GUEST_LEN", "a multiple of 16, not 0 and at most 0x5000", length, Sources.SEND_UPDATE));
        }
        if (carriesSaveArea() && length != Vmsa.SIZE) {
            return Optional.of(Refusals.length("GUEST_LEN", "0x1000 for a save area", length, Sources.SEND_UPDATE));
        }
        if (Integer.compareUnsigned(in.transportLength(), length) < 0) {
            return Optional.of(
                    Refusals.length("TRANS_LEN", "at least GUEST_LEN", in.transportLength(), Sources.SEND_UPDATE));
        }
        return Optional.empty();
    }

    private static Optional<Refused> checkAddresses(SendUpdate in, HostMemory memory) {
        return checkAlignment(in.guestAddress(), Sources.SEND_UPDATE)
                .or(() -> memory.copyFault(in.guestAddress(), in.guestLength())
                        .map(fault -> Refusals.address("GUEST_PADDR", fault, Sources.SEND_UPDATE)));
    }

    private CommandResult seal(SendUpdate in, Guest guest, Platform platform) {
        HostMemory memory = platform.memory();
        byte[] packet = memory.readGuest(guest.asid(), in.guestAddress(), in.guestLength());
        Optional<Refused> refusal = checkSaveArea(packet, guest, platform)
                .or(() -> checkPacket(
                        memory, in.headerAddress(), in.transportAddress(), in.guestLength(), Sources.SEND_UPDATE));
        if (refusal.isPresent()) {
            Arrays.fill(packet, (byte) 0);
            return refusal.get();
        }
        Bytes iv = platform.channelRandom().bytes(IV_SIZE);
        SecretHeader header = MigrationPacket.seal(guest.transportKeys(), macContext(), iv, packet);
        memory.writeArray(in.transportAddress(), packet);
        memory.write(in.headerAddress(), header.encode());
        return new Completed(withLengths(in, in.transportLength()));
    }

    private Optional<Refused> checkSaveArea(byte[] plaintext, Guest guest, Platform platform) {
        if (!carriesSaveArea() || platform.vmsaRecords().matches(guest.handle(), plaintext, 0)) {
            return Optional.empty();
        }
        return Optional.of(Refused.of(
                SevStatus.INVALID_PARAM,
                "the page must be a save area of the guest with an integrity record that matches",
                "no such record",
                Sources.SEND_UPDATE));
    }

    private static Bytes withLengths(SendUpdate in, int transportLength) {
        return new SendUpdate(
                        in.handle(),
                        in.headerAddress(),
                        SecretHeader.SIZE,
                        in.guestAddress(),
                        in.guestLength(),
                        in.transportAddress(),
                        transportLength)
                .encode();
    }
}
