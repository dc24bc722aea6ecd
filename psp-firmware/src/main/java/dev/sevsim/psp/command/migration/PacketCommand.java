package dev.sevsim.psp.command.migration;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.launch.SecretHeader;
import dev.sevsim.abi.layout.StructCodec;
import dev.sevsim.psp.command.BufferedCommand;
import dev.sevsim.psp.command.Checks;
import dev.sevsim.psp.command.CommandResult.Refused;
import dev.sevsim.psp.command.Refusals;
import dev.sevsim.psp.command.WriteBack;
import dev.sevsim.psp.platform.AddressFault;
import dev.sevsim.psp.platform.HostMemory;
import java.util.Optional;

/**
 * A command that makes or opens one packet of a migration.
 *
 * @param <T> the decoded buffer
 */
abstract class PacketCommand<T> extends BufferedCommand<T> {
    private final PacketContent content;
    private final int macContext;

    /**
     * A command.
     *
     * @param id its number
     * @param codec reads its buffer
     * @param writeBack when the buffer is written back
     * @param content what the packet carries
     * @param macContext the first byte under the MAC
     */
    PacketCommand(CommandId id, StructCodec<T> codec, WriteBack writeBack, PacketContent content, int macContext) {
        super(id, codec, writeBack);
        this.content = content;
        this.macContext = macContext;
    }

    /** Whether the packet carries a save area, which has an integrity record. */
    final boolean carriesSaveArea() {
        return content == PacketContent.VMSA;
    }

    /** The first byte under the MAC. */
    final int macContext() {
        return macContext;
    }

    /** After the guest's state: the policy that save areas need, then the ASID. */
    final Checks active(Checks checks) {
        return (carriesSaveArea() ? checks.withEncryptedState() : checks).active();
    }

    /** Packets are encrypted in whole blocks, so GUEST_PADDR is one's address. */
    static Optional<Refused> checkAlignment(long guestAddress, String source) {
        return (guestAddress & Checks.BLOCK_SIZE - 1) == 0
                ? Optional.empty()
                : Optional.of(Refusals.misaligned("GUEST_PADDR", Checks.BLOCK_SIZE, guestAddress, source));
    }

    /** The places of a packet outside guest memory: its header, then its content. */
    static Optional<Refused> checkPacket(
            HostMemory memory, long headerAddress, long transportAddress, int length, String source) {
        Optional<AddressFault> fault = memory.copyFault(headerAddress, SecretHeader.SIZE);
        if (fault.isPresent()) {
            return Optional.of(Refusals.address("HDR_PADDR", fault.get(), source));
        }
        return memory.copyFault(transportAddress, length).map(found -> Refusals.address("TRANS_PADDR", found, source));
    }
}
