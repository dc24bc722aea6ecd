package dev.sevsim.psp.command.migration;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.ReceiveUpdate;
import dev.sevsim.abi.launch.MigrationPacket;
import dev.sevsim.psp.command.BufferedCommand;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.platform.Platform;

/**
 * RECEIVE_UPDATE_VMSA (0x52): decrypts a save area and gives it an integrity record. WORKING, RUPDATE, ES, active.
 *
 * <p>The MAC's context byte is that of data, as observed; the one that is set aside for save areas can be given instead.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.5, and section 5.7.
 */
final class ReceiveUpdateVmsaCommand extends BufferedCommand<ReceiveUpdate> {
    private final PacketReceiver packets;

    ReceiveUpdateVmsaCommand() {
        this(MigrationPacket.CONTEXT_DATA);
    }

    /** With another first byte under the MAC. */
    ReceiveUpdateVmsaCommand(int macContext) {
        super(CommandId.RECEIVE_UPDATE_VMSA, ReceiveUpdate.LAYOUT, ReceiveUpdate::decode);
        packets = new PacketReceiver(PacketContent.VMSA, macContext);
    }

    @Override
    protected CommandResult execute(ReceiveUpdate in, Platform platform) {
        return packets.receive(in, platform);
    }
}
