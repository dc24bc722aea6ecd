package dev.sevsim.psp.command.migration;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.layout.StructCodec;
import dev.sevsim.psp.command.BufferedCommand;
import dev.sevsim.psp.command.Checks;
import dev.sevsim.psp.command.WriteBack;

/**
 * A command that makes or opens one packet of a migration.
 *
 * @param <T> the decoded buffer
 */
abstract class PacketCommand<T> extends BufferedCommand<T> {
    /** Most bytes of a packet. */
    static final int MAXIMUM_LENGTH = 0x5000;

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

    /** Adds the check of the policy that save areas need. */
    final Checks withContent(Checks checks) {
        return carriesSaveArea() ? checks.withEncryptedState() : checks;
    }
}
