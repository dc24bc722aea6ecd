package dev.sevsim.psp.command.migration;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.ReceiveUpdate;
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
import dev.sevsim.psp.platform.AddressFault;
import dev.sevsim.psp.platform.Guest;
import dev.sevsim.psp.platform.HostMemory;
import dev.sevsim.psp.platform.Platform;
import java.util.Optional;

/**
 * RECEIVE_UPDATE_DATA and RECEIVE_UPDATE_VMSA, which differ in content alone.
 *
 * <p>Nothing binds a packet to an address or to a place in a sequence. A save area comes whole, so another length is
 * INVALID_LENGTH, and the pool of integrity records is checked before the guest's address: our choices.
 *
 * <p>Source: docs/reference/sev-firmware-api.md sections 4.5 and 5.7.
 */
abstract class ReceiveUpdateCommand extends PacketCommand<ReceiveUpdate> {
    ReceiveUpdateCommand(CommandId id, PacketContent content, int macContext) {
        super(id, ReceiveUpdate.CODEC, WriteBack.NEVER, content, macContext);
    }

    @Override
    protected final CommandResult execute(ReceiveUpdate in, Platform platform) {
        Checks checks = Checks.of(platform, Sources.RECEIVE_UPDATE)
                .working()
                .guest(in.handle())
                .in(GuestState.RUPDATE);
        return active(checks)
                .that(() -> checkLengths(in))
                .that(() -> checkAddresses(in, platform.memory()))
                .then(guest -> open(in, guest, platform));
    }

    private Optional<Refused> checkLengths(ReceiveUpdate in) {
        int length = in.transportLength();
        if (length <= 0 || length > SecretHeader.MAXIMUM_PACKET) {
            return Optional.of(Refusals.length("TRANS_LEN", "1 to 0x5000", length, Sources.RECEIVE_UPDATE));
        }
        if (in.guestLength() != length) {
            return Optional.of(
                    Refusals.length("GUEST_LEN", "equal to TRANS_LEN", in.guestLength(), Sources.RECEIVE_UPDATE));
        }
        if ((length & Checks.BLOCK_SIZE - 1) != 0) {
            return Optional.of(Refusals.length("TRANS_LEN", "a multiple of 16", length, Sources.RECEIVE_UPDATE));
        }
        if (carriesSaveArea() && length != Vmsa.SIZE) {
            return Optional.of(Refusals.length("TRANS_LEN", "0x1000 for a save area", length, Sources.RECEIVE_UPDATE));
        }
        if (Integer.compareUnsigned(in.headerLength(), SecretHeader.SIZE) < 0) {
            return Optional.of(Refusals.length("HDR_LEN", "at least 0x34", in.headerLength(), Sources.RECEIVE_UPDATE));
        }
        return Optional.empty();
    }

    private static Optional<Refused> checkAddresses(ReceiveUpdate in, HostMemory memory) {
        return checkAlignment(in.guestAddress(), Sources.RECEIVE_UPDATE)
                .or(() -> checkPacket(
                        memory,
                        in.headerAddress(),
                        in.transportAddress(),
                        in.transportLength(),
                        Sources.RECEIVE_UPDATE));
    }

    private CommandResult open(ReceiveUpdate in, Guest guest, Platform platform) {
        HostMemory memory = platform.memory();
        SecretHeader header = SecretHeader.CODEC.decode(memory.read(in.headerAddress(), SecretHeader.SIZE));
        if ((header.flags() & SecretHeader.FLAG_COMPRESSED) != 0) {
            return Refused.of(
                    SevStatus.UNSUPPORTED,
                    "compressed packets are not supported",
                    "FLAGS 0x" + Integer.toHexString(header.flags()),
                    Sources.RECEIVE_UPDATE);
        }
        byte[] packet = memory.readArray(in.transportAddress(), in.transportLength());
        if (!MigrationPacket.macHolds(guest.transportKeys().tik(), macContext(), header, in.guestLength(), packet)) {
            return Refused.of(
                    SevStatus.BAD_MEASUREMENT,
                    "the packet's MAC must be that of the TIK over header, lengths and ciphertext",
                    "MAC " + header.mac().toHex(),
                    Sources.RECEIVE_UPDATE);
        }
        if (carriesSaveArea() && platform.vmsaRecords().isFull()) {
            return Refusals.noIntegrityRecord(Sources.RECEIVE_UPDATE);
        }
        Optional<AddressFault> fault = memory.copyFault(in.guestAddress(), in.guestLength());
        if (fault.isPresent()) {
            return Refusals.address("GUEST_PADDR", fault.get(), Sources.RECEIVE_UPDATE);
        }
        MigrationPacket.open(guest.transportKeys().tek(), header, packet);
        if (carriesSaveArea()) {
            platform.vmsaRecords().seal(guest.handle(), packet);
        }
        memory.writeGuest(guest.asid(), in.guestAddress(), packet);
        platform.release(packet);
        return Completed.silently();
    }
}
