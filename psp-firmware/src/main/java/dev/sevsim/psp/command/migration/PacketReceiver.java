package dev.sevsim.psp.command.migration;

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
final class PacketReceiver {
    private static final String SOURCE = "docs/reference/sev-firmware-api.md sections 4.5 and 5.7";
    private static final int BLOCK_SIZE = 16;
    private static final int MAXIMUM_LENGTH = 0x5000;

    private final PacketContent content;
    private final int macContext;

    /** {@code macContext} is the first byte under the MAC. */
    PacketReceiver(PacketContent content, int macContext) {
        this.content = content;
        this.macContext = macContext;
    }

    CommandResult receive(ReceiveUpdate in, Platform platform) {
        Checks checks = Checks.of(platform, SOURCE).working().guest(in.handle()).in(GuestState.RUPDATE);
        return withContent(checks)
                .active()
                .that(() -> checkLengths(in))
                .that(() -> checkAddresses(in, platform.memory()))
                .then(guest -> open(in, guest, platform));
    }

    private Checks withContent(Checks checks) {
        return content == PacketContent.VMSA ? checks.withEncryptedState() : checks;
    }

    private Optional<Refused> checkLengths(ReceiveUpdate in) {
        int length = in.transportLength();
        if (length <= 0 || length > MAXIMUM_LENGTH) {
            return Optional.of(Refusals.length("TRANS_LEN", "1 to 0x5000", length, SOURCE));
        }
        if (in.guestLength() != length) {
            return Optional.of(Refusals.length("GUEST_LEN", "equal to TRANS_LEN", in.guestLength(), SOURCE));
        }
        if ((length & BLOCK_SIZE - 1) != 0) {
            return Optional.of(Refusals.length("TRANS_LEN", "a multiple of 16", length, SOURCE));
        }
        if (content == PacketContent.VMSA && length != Vmsa.SIZE) {
            return Optional.of(Refusals.length("TRANS_LEN", "0x1000 for a save area", length, SOURCE));
        }
        if (Integer.compareUnsigned(in.headerLength(), SecretHeader.SIZE) < 0) {
            return Optional.of(Refusals.length("HDR_LEN", "at least 0x34", in.headerLength(), SOURCE));
        }
        return Optional.empty();
    }

    private static Optional<Refused> checkAddresses(ReceiveUpdate in, HostMemory memory) {
        if ((in.guestAddress() & BLOCK_SIZE - 1) != 0) {
            return Optional.of(Refusals.misaligned("GUEST_PADDR", BLOCK_SIZE, in.guestAddress(), SOURCE));
        }
        Optional<AddressFault> fault = memory.copyFault(in.headerAddress(), SecretHeader.SIZE);
        if (fault.isPresent()) {
            return Optional.of(Refusals.address("HDR_PADDR", fault.get(), SOURCE));
        }
        return memory.copyFault(in.transportAddress(), in.transportLength())
                .map(found -> Refusals.address("TRANS_PADDR", found, SOURCE));
    }

    private CommandResult open(ReceiveUpdate in, Guest guest, Platform platform) {
        HostMemory memory = platform.memory();
        SecretHeader header = SecretHeader.CODEC.decode(memory.read(in.headerAddress(), SecretHeader.SIZE));
        if ((header.flags() & SecretHeader.FLAG_COMPRESSED) != 0) {
            return Refused.of(
                    SevStatus.UNSUPPORTED,
                    "compressed packets are not supported",
                    "FLAGS 0x" + Integer.toHexString(header.flags()),
                    SOURCE);
        }
        byte[] packet = memory.readArray(in.transportAddress(), in.transportLength());
        if (!MigrationPacket.macHolds(guest.transportKeys().tik(), macContext, header, in.guestLength(), packet)) {
            return Refused.of(
                    SevStatus.BAD_MEASUREMENT,
                    "the packet's MAC must be that of the TIK over header, lengths and ciphertext",
                    "MAC " + header.mac().toHex(),
                    SOURCE);
        }
        if (content == PacketContent.VMSA && platform.vmsaRecords().isFull()) {
            return Refusals.noIntegrityRecord(SOURCE);
        }
        Optional<AddressFault> fault = memory.copyFault(in.guestAddress(), in.guestLength());
        if (fault.isPresent()) {
            return Refusals.address("GUEST_PADDR", fault.get(), SOURCE);
        }
        MigrationPacket.open(guest.transportKeys().tek(), header, packet);
        if (content == PacketContent.VMSA) {
            platform.vmsaRecords().seal(guest.handle(), packet);
        }
        memory.writeGuest(guest.asid(), in.guestAddress(), packet);
        platform.release(packet);
        return Completed.silently();
    }
}
