package dev.sevsim.psp.command.migration;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SendUpdate;
import dev.sevsim.abi.launch.MigrationPacket;
import dev.sevsim.psp.command.BufferedCommand;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.WriteBack;
import dev.sevsim.psp.platform.Platform;

/**
 * SEND_UPDATE_VMSA (0x42): encrypts a save area for the channel. WORKING, SUPDATE, ES, active.
 *
 * <p>The MAC's context byte is that of data, as observed; the one that is set aside for save areas can be given instead.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.4, and section 5.7.
 */
final class SendUpdateVmsaCommand extends BufferedCommand<SendUpdate> {
    private final PacketSender packets;

    SendUpdateVmsaCommand() {
        this(MigrationPacket.CONTEXT_DATA);
    }

    /** With another first byte under the MAC. */
    SendUpdateVmsaCommand(int macContext) {
        super(CommandId.SEND_UPDATE_VMSA, SendUpdate.LAYOUT, SendUpdate::decode);
        packets = new PacketSender(PacketContent.VMSA, macContext);
    }

    @Override
    public WriteBack writeBack() {
        return WriteBack.ON_SUCCESS_OR_SHORT_BUFFER;
    }

    @Override
    protected CommandResult execute(SendUpdate in, Platform platform) {
        return packets.send(in, platform);
    }
}
